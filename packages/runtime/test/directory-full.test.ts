import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import { makeHostDirectory } from '../src/directory/host-directory.js'
import { filesystem, ioErrors, streams } from './preview2-parts.js'
import type { RunOptions } from '../src/types.js'
import { harness } from './preview2-harness.js'
import { FLAG, OPEN, preview1 } from './preview1-libc.js'

const ROOT = 3
const OUT = 512
const [LIST, DATA] = [20480, 65536]

/** The free space on the disk, in bytes. */
const ROOM = 10

describe.each(['memory', 'host', 'host by path'] as const)('a disk that is full (%s directory)', (kind) => {
  let folder: string
  let dirs: NonNullable<RunOptions['dirs']>
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'unwasi-'))
    if (kind === 'memory') {
      dirs = { '/': memoryDirectory({}, { maxBytes: ROOM + 'file'.length }) }
      return
    }
    dirs = { '/': makeHostDirectory(folder, {}, kind === 'host') }
    // Like write(2), it writes as much as fits and reports the error at the next call.
    let left = ROOM
    const original = fs.writeSync as (fd: number, buffer: Uint8Array, offset: number, length: number, at: number) => number
    vi.spyOn(fs, 'writeSync').mockImplementation(((
      fd: number,
      buffer: Uint8Array,
      offset: number,
      length: number,
      at: number,
    ) => {
      if (left === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' })
      const count = original(fd, buffer, offset, Math.min(length, left), at)
      left -= count
      return count
    }) as typeof fs.writeSync)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    fs.rmSync(folder, { recursive: true })
  })
  const guest = async () => {
    const p = await preview1(dirs)
    const contents = () => p.pread(p.open(ROOT, 'file'), 99, 0n)
    return { p, contents }
  }

  test.each([
    ['at its position', 0],
    ['at its end', FLAG.append],
  ])('writes what fits when a file is written %s', async (_, flags) => {
    const { p, contents } = await guest()
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create, flags })
    expect(p.write(fd, 'abcdef')).toBe(6)
    expect(p.write(fd, 'ghijkl')).toBe(4)
    expect(p.tell(fd)).toBe(10n)
    expect(() => p.write(fd, 'kl')).toThrow('nospc')
    expect(p.tell(fd)).toBe(10n)
    expect(p.fstat(fd).size).toBe(10n)
    expect(contents()).toBe('abcdefghij')
    p.end()
  })

  test('writes what fits from several buffers', async () => {
    const { p, contents } = await guest()
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.put(DATA, 'abcdefghijkl')
    const vectors = p.vectors(
      LIST,
      [0, 4, 8].map((at) => [DATA + at, 4]),
    )
    p.call('fd_write', fd, ...vectors, OUT)
    expect(p.u32(OUT)).toBe(10)
    expect(() => p.call('fd_write', fd, ...vectors, OUT)).toThrow('nospc')
    expect(contents()).toBe('abcdefghij')
    p.end()
  })

  test.each([0, FLAG.append])('writes what fits by pwrite (flags %s)', async (flags) => {
    const { p, contents } = await guest()
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create, flags })
    expect(p.pwrite(fd, 'abcdefghijkl', 0n)).toBe(10)
    expect(() => p.pwrite(fd, 'kl', 10n)).toThrow('nospc')
    expect(contents()).toBe('abcdefghij')
    p.end()
  })

  const component = () => {
    const h = harness([filesystem, ioErrors, streams], { dirs })
    h.call('wasi:filesystem/preopens', 'get-directories', OUT)
    const root = h.u32(h.u32(OUT))
    const method = (name: string, ...args: (number | bigint)[]) => {
      h.call('wasi:filesystem/types', `[method]descriptor.${name}`, ...args, OUT)
      return h.u8(OUT)
    }
    expect(method('open-at', root, 1, ...h.put('file'), 1, 3)).toBe(0)
    const fd = h.u32(OUT + 4)
    const contents = () => {
      expect(method('read', fd, 99n, 0n)).toBe(0)
      return h.text(OUT + 4)
    }
    return { h, method, fd, contents }
  }
  const insufficientSpace = 23

  test('tells a component how much was written', () => {
    const { h, method, fd, contents } = component()
    expect([method('write', fd, ...h.put('abcdefghijkl'), 0n), h.u64(OUT + 8)]).toEqual([0, 10n])
    expect([method('write', fd, ...h.put('kl'), 10n), h.u8(OUT + 8)]).toEqual([1, insufficientSpace])
    expect(contents()).toBe('abcdefghij')
    h.context.end()
  })

  test.each([
    ['write-via-stream', [0n]],
    ['append-via-stream', []],
  ] as const)('fails a stream that cannot take everything: %s', (name, args) => {
    const { h, method, fd, contents } = component()
    expect(method(name, fd, ...args)).toBe(0)
    const stream = h.u32(OUT + 4)
    const write = (text: string) => {
      h.call('wasi:io/streams', '[method]output-stream.write', stream, ...h.put(text), OUT)
      return h.u8(OUT)
    }
    expect(write('abcdef')).toBe(0)
    expect([write('ghijkl'), h.u8(OUT + 4)]).toEqual([1, 0]) // last-operation-failed
    h.call('wasi:filesystem/types', 'filesystem-error-code', h.u32(OUT + 8), OUT)
    expect([h.u8(OUT), h.u8(OUT + 1)]).toEqual([1, insufficientSpace])
    expect(contents()).toBe('abcdefghij')
    h.context.end()
  })

  test('cannot allocate', async () => {
    const { bavail, bsize } = fs.statfsSync(folder, { bigint: true })
    const { p } = await guest()
    const fd = p.open(ROOT, 'file', { oflags: OPEN.create })
    p.write(fd, 'abc')
    expect(() => p.call('fd_allocate', fd, 0n, (bavail + 1n) * bsize * 2n)).toThrow('nospc')
    expect(p.fstat(fd).size).toBe(3n)
    p.call('fd_allocate', fd, 2n, 6n)
    expect(p.fstat(fd).size).toBe(8n)
    p.call('fd_allocate', fd, 0n, 3n)
    expect(p.fstat(fd).size).toBe(8n)
    p.end()
  })
})
