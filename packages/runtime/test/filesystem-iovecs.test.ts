import fc from 'fast-check'
import { expect, test } from 'vitest'

import { Io, SystemError } from '../src/errno/errno.js'
import { openDirectory, RegularFile, type DirectoryDescriptor, type FileDescriptor } from '../src/directory/directory.js'
import { OPEN, preview1, type Preview1 } from './preview1-libc.js'

const ROOT = 3
const [OUT, LIST, DATA] = [1024, 20480, 65536]
const CONTENT = Uint8Array.from({ length: 200 }, (_, index) => index * 7)

const lists = fc.array(fc.oneof(fc.constant(0), fc.nat(30)), { maxLength: 20 })
/** Buffers of these sizes, with a gap after each. */
const lay = (p: Preview1, sizes: readonly number[]) => {
  let at = DATA
  const vectors = sizes.map((size) => {
    const vector = [at, size] as const
    at += size + 1
    return vector
  })
  p.fill(DATA, at - DATA, 0xee)
  return { vectors, list: p.vectors(LIST, vectors), all: () => vectors.map((vector) => p.bytes(...vector)) }
}

test.each(['fd_read', 'fd_pread'] as const)('%s fills buffers of any sizes', async (name) => {
  const p = await preview1({ '/': { file: CONTENT } })
  const fd = p.open(ROOT, 'file')
  fc.assert(
    fc.property(lists, fc.nat(220), (sizes, offset) => {
      const { list, vectors } = lay(p, sizes)
      p.seek(fd, BigInt(offset), 0)
      p.call(name, fd, ...list, ...(name === 'fd_pread' ? [BigInt(offset)] : []), OUT)
      const got = p.u32(OUT)
      const room = sizes.reduce((a, b) => a + b, 0)
      expect(got).toBe(Math.max(0, Math.min(room, CONTENT.length - offset)))
      expect(p.tell(fd)).toBe(BigInt(name === 'fd_read' ? offset + got : offset))
      // The data arrives in order, and nothing is written after it or in the gaps.
      let left = [...CONTENT.subarray(offset, offset + got)]
      for (const [at, size] of vectors) {
        const part = left.slice(0, size)
        left = left.slice(size)
        expect([...p.bytes(at, size + 1)]).toEqual([...part, ...Array(size + 1 - part.length).fill(0xee)])
      }
    }),
  )
})

test.each(['fd_write', 'fd_pwrite'] as const)('%s writes buffers of any sizes in order', async (name) => {
  const p = await preview1({ '/': {} })
  const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 }), fc.nat(50), (parts, offset) => {
      const { list, vectors } = lay(
        p,
        parts.map(({ length }) => length),
      )
      parts.forEach((part, index) => p.put(vectors[index]![0], part))
      p.call('fd_filestat_set_size', fd, 0n)
      p.seek(fd, BigInt(offset), 0)
      p.call(name, fd, ...list, ...(name === 'fd_pwrite' ? [BigInt(offset)] : []), OUT)
      const expected = Buffer.concat(parts)
      expect(p.u32(OUT)).toBe(expected.length)
      expect(p.tell(fd)).toBe(BigInt(name === 'fd_write' ? offset + expected.length : offset))
      expect(p.fstat(fd).size).toBe(BigInt(expected.length && offset + expected.length))
      p.call('fd_pread', fd, ...p.vectors(LIST, [[DATA, 1000]]), BigInt(offset), OUT)
      expect(Buffer.from(p.bytes(DATA, p.u32(OUT)))).toEqual(expected)
    }),
  )
})

test('very many buffers', async () => {
  const p = await preview1({ '/': {} })
  const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
  p.put(DATA, '0123456789'.repeat(400))
  const list = p.vectors(
    LIST,
    Array.from({ length: 4000 }, (_, index) => [DATA + index, 1] as const),
  )
  p.call('fd_write', fd, ...list, OUT)
  expect(p.u32(OUT)).toBe(4000)
  p.fill(DATA, 4000, 0)
  p.call('fd_pread', fd, ...list, 0n, OUT)
  expect([p.u32(OUT), p.text(DATA, 4000)]).toEqual([4000, '0123456789'.repeat(400)])
})

test('a write takes the bytes that were there when it began', async () => {
  const p = await preview1({ '/': { file: 'abcdef' } })
  const fd = p.open(ROOT, 'file')
  // A memory file must not keep the guest's memory.
  p.put(DATA, 'XY')
  p.call('fd_write', fd, ...p.vectors(LIST, [[DATA, 2]]), OUT)
  p.put(DATA, 'ZZ')
  expect(p.pread(fd, 9, 0n)).toBe('XYcdef')
})

/** A file that fails after `good` bytes. */
const failing = (good: number) => {
  const file = {
    type: RegularFile,
    flags: 3,
    seekable: true,
    read(target: Uint8Array, position: number) {
      if (position >= good) throw new SystemError(Io)
      const count = Math.min(target.length, good - position)
      target.fill(120, 0, count)
      return count
    },
    write() {
      throw new SystemError(Io)
    },
    dispose() {},
  }
  const root = { openAt: () => file as unknown as FileDescriptor, dispose() {} }
  return { [openDirectory]: () => root as unknown as DirectoryDescriptor }
}

test('a failing file returns an errno', async () => {
  const p = await preview1({ '/': failing(0) })
  const fd = p.open(ROOT, 'file')
  expect(() => p.read(fd, 4)).toThrow('io')
  expect(() => p.pread(fd, 4, 0n)).toThrow('io')
  expect(() => p.write(fd, 'x')).toThrow('io')
  expect(() => p.pwrite(fd, 'x', 0n)).toThrow('io')
  expect(p.tell(fd)).toBe(0n)
})

test('a file that fails after some bytes returns them, and fails the next read', async () => {
  const p = await preview1({ '/': failing(4) })
  const fd = p.open(ROOT, 'file')
  const { list } = lay(p, [4, 4])
  p.call('fd_read', fd, ...list, OUT)
  expect([p.u32(OUT), p.tell(fd)]).toEqual([4, 4n])
  expect(() => p.call('fd_read', fd, ...list, OUT)).toThrow('io')
  p.call('fd_pread', fd, ...list, 0n, OUT)
  expect(p.u32(OUT)).toBe(4)
})

test('the address of an empty buffer does not matter', async () => {
  const p = await preview1({ '/': { file: CONTENT } })
  const fd = p.open(ROOT, 'file')
  const list = p.vectors(LIST, [
    [0xffff_ffff, 0],
    [DATA, 4],
    [0xffff_fff0, 0],
  ])
  p.call('fd_read', fd, ...list, OUT)
  expect([p.u32(OUT), [...p.bytes(DATA, 4)]]).toEqual([4, [...CONTENT.subarray(0, 4)]])
  const out = p.open(ROOT, 'new', { oflags: OPEN.create })
  p.call('fd_write', out, ...list, OUT)
  expect([p.u32(OUT), p.tell(out)]).toEqual([4, 4n])
})
