import { describe, expect, test } from 'vitest'

import { memoryDirectory } from '../src/directory/memory-directory.js'
import { descriptor } from '../src/preview2/filesystem-lowering.js'
import { filesystem, ioErrors, streams } from './preview2-parts.js'
import type { RunOptions } from '../src/types.js'
import { harness, type Harness } from './preview2-harness.js'

const OUT = 512
const TYPES = 'wasi:filesystem/types'
const STREAMS = 'wasi:io/streams'

/** The host with one directory, whose handle is `root`. */
const setUp = (dirs: NonNullable<RunOptions['dirs']>, options: RunOptions = {}) => {
  const h = harness([filesystem, ioErrors, streams], { dirs, ...options })
  h.call('wasi:filesystem/preopens', 'get-directories', OUT)
  const root = h.u32(h.u32(OUT))
  const method = (name: string, ...args: (number | bigint)[]): number | undefined => {
    new Uint8Array(h.memory.buffer).fill(0xaa, OUT, OUT + 128)
    h.call(TYPES, `[method]${name}`, ...args, OUT)
    return h.u8(OUT)
  }
  return { h, root, method, path: (text: string) => h.put(text) }
}
const dirs = () => ({ '/': memoryDirectory({ file: 'hello', dir: { inner: '' } }) })
const open = ({ h, root, method, path }: ReturnType<typeof setUp>, at: string, openFlags = 0, flags = 3): number => {
  expect(method('descriptor.open-at', root, 1, ...path(at), openFlags, flags)).toBe(0)
  return h.u32(OUT + 4)
}
const bytes = (h: Harness, at: number, length: number) => [...new Uint8Array(h.memory.buffer, at, length)]

describe('get-directories', () => {
  test('lists handles and names, with new handles at each call', () => {
    const h = harness([filesystem], { dirs: { '/': {}, '/söme': {} } })
    const get = () => {
      h.call('wasi:filesystem/preopens', 'get-directories', OUT)
      const list = h.u32(OUT)
      expect(h.u32(OUT + 4)).toBe(2)
      return [0, 12].map((offset) => [h.u32(list + offset), h.text(list + offset + 4)])
    }
    const first = get()
    expect(first.map(([, name]) => name)).toEqual(['/', '/söme'])
    const second = get()
    expect(second.map(([handle]) => handle)).not.toEqual(first.map(([handle]) => handle))
    const size = h.handles.size
    for (const [handle] of second) h.handles.drop(descriptor, handle as number)
    expect(h.handles.size).toBe(size - 2)
  })

  test('grants nothing by default', () => {
    const h = harness([filesystem])
    h.call('wasi:filesystem/preopens', 'get-directories', OUT)
    expect(h.u32(OUT + 4)).toBe(0)
  })
})

describe('results', () => {
  test('stat: a descriptor-stat at 8', () => {
    const clock = { now: () => 1_234_567_890_987_654_321n, monotonic: () => 0n }
    const { h, root, method, path } = setUp(dirs(), { clock })
    expect(method('descriptor.stat-at', root, 0, ...path('file'))).toBe(0)
    const at = OUT + 8
    expect(h.u8(at)).toBe(6)
    expect(h.u64(at + 8)).toBe(1n)
    expect(h.u64(at + 16)).toBe(5n)
    for (const time of [24, 48, 72]) {
      expect(h.u8(at + time)).toBe(1)
      expect(h.u64(at + time + 8)).toBe(1_234_567_890n)
      expect(h.u32(at + time + 16)).toBe(987_654_321)
    }
    expect(method('descriptor.stat', root)).toBe(0)
    expect(h.u8(at)).toBe(3)
    // The last datetime ends at the end of the record.
    expect(bytes(h, at + 96, 4)).toEqual([0xaa, 0xaa, 0xaa, 0xaa])
  })

  test('a time before 1970 is absent', () => {
    const clock = { now: () => -1n, monotonic: () => 0n }
    const { h, root, method } = setUp(dirs(), { clock })
    method('descriptor.stat', root)
    expect([h.u8(OUT + 8 + 24), h.u8(OUT + 8 + 48), h.u8(OUT + 8 + 72)]).toEqual([0, 0, 0])
  })

  test('errors take the place of the payload', () => {
    const { h, root, method, path } = setUp(dirs())
    const none = path('none')
    const failure = (offset: number) => [h.u8(OUT), h.u8(OUT + offset)]
    method('descriptor.stat-at', root, 0, ...none)
    expect(failure(8)).toEqual([1, 20])
    method('descriptor.metadata-hash-at', root, 0, ...none)
    expect(failure(8)).toEqual([1, 20])
    method('descriptor.open-at', root, 0, ...none, 0, 1)
    expect(failure(4)).toEqual([1, 20])
    method('descriptor.readlink-at', root, ...path('file'))
    expect(failure(4)).toEqual([1, 12])
    method('descriptor.unlink-file-at', root, ...none)
    expect(failure(1)).toEqual([1, 20])
    method('descriptor.read', root, 1n, 0n)
    expect(failure(4)).toEqual([1, 14])
    method('descriptor.write', root, ...none, 0n)
    expect(failure(8)).toEqual([1, 14])
    method('descriptor.read-via-stream', root, 0n)
    expect(failure(4)).toEqual([1, 14])
    method('descriptor.append-via-stream', root)
    expect(failure(4)).toEqual([1, 14])
    method('descriptor.set-size', root, 0n)
    expect(failure(1)).toEqual([1, 3])
    method('descriptor.advise', root, 0n, 0n, 0)
    expect(failure(1)).toEqual([1, 3])
  })

  test('a file is not a directory', () => {
    const all = setUp(dirs())
    const { h, method, path } = all
    const file = open(all, 'file')
    method('descriptor.open-at', file, 0, ...path('x'), 0, 1)
    expect(h.u8(OUT + 4)).toBe(24)
    method('descriptor.read-directory', file)
    expect(h.u8(OUT + 4)).toBe(24)
    method('descriptor.rename-at', all.root, ...path('dir'), file, ...path('x'))
    expect(h.u8(OUT + 1)).toBe(24)
  })

  test('types and flags', () => {
    const all = setUp({ '/': dirs()['/'], '/ro': memoryDirectory({}, { readonly: true }) })
    const { h, root, method } = all
    const value = (name: string, handle: number) => (method(name, handle), h.u8(OUT + 1))
    expect(value('descriptor.get-type', root)).toBe(3)
    expect(value('descriptor.get-flags', root)).toBe(1 | 32)
    h.call('wasi:filesystem/preopens', 'get-directories', OUT)
    const readonly = h.u32(h.u32(OUT) + 12)
    expect(value('descriptor.get-flags', readonly)).toBe(1)
    expect(value('descriptor.get-type', open(all, 'file'))).toBe(6)
    expect(value('descriptor.get-flags', open(all, 'file', 0, 2 | 8))).toBe(2 | 8)
    expect(value('descriptor.get-flags', open(all, 'file', 0, 0))).toBe(1)
  })

  test('metadata-hash and is-same-object distinguish objects', () => {
    const all = setUp(dirs())
    const { h, root, method, path } = all
    const hash = (...args: [string, ...(number | bigint)[]]) => (method(...args), [h.u64(OUT + 8), h.u64(OUT + 16)])
    const one = open(all, 'file')
    const two = open(all, 'file')
    expect(hash('descriptor.metadata-hash', one)).toEqual(hash('descriptor.metadata-hash', two))
    expect(hash('descriptor.metadata-hash', one)).toEqual(hash('descriptor.metadata-hash-at', root, 0, ...path('file')))
    expect(hash('descriptor.metadata-hash', one)).not.toEqual(hash('descriptor.metadata-hash', root))
    const same = (a: number, b: number) => h.call(TYPES, '[method]descriptor.is-same-object', a, b)
    expect([same(one, two), same(one, root)]).toEqual([1, 0])
  })
})

describe('reading and writing', () => {
  test('read returns bytes and whether the end was reached', () => {
    const all = setUp(dirs())
    const { h, method } = all
    const file = open(all, 'file')
    const read = (length: bigint, offset: bigint) => {
      expect(method('descriptor.read', file, length, offset)).toBe(0)
      return [h.text(OUT + 4), h.u8(OUT + 12)]
    }
    expect(read(3n, 1n)).toEqual(['ell', 0])
    expect(read(10n, 4n)).toEqual(['o', 0])
    expect(read(10n, 5n)).toEqual(['', 1])
    expect(read(0n, 0n)).toEqual(['', 1])
    expect(read(-1n, 0n)).toEqual(['hello', 0])
    expect(Math.max(...h.allocations.map(([, size]) => size))).toBeLessThanOrEqual(1 << 20)
    method('descriptor.read', file, 1n, -1n)
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, 12])
  })

  test('write returns the number of bytes', () => {
    const all = setUp(dirs())
    const { h, method, path } = all
    const file = open(all, 'file')
    expect(method('descriptor.write', file, ...path('LLO WORLD'), 2n)).toBe(0)
    expect(h.u64(OUT + 8)).toBe(9n)
    method('descriptor.read', file, 99n, 0n)
    expect(h.text(OUT + 4)).toBe('heLLO WORLD')
  })

  test('streams keep their own positions, and outlive the descriptor', () => {
    const all = setUp(dirs())
    const { h, method, path } = all
    const file = open(all, 'file')
    const stream = (name: string, ...args: bigint[]) => (method(name, file, ...args), h.u32(OUT + 4))
    const [input, output, append] = [
      stream('descriptor.read-via-stream', 1n),
      stream('descriptor.write-via-stream', 3n),
      stream('descriptor.append-via-stream'),
    ]
    const write = (handle: number, text: string) =>
      h.call(STREAMS, '[method]output-stream.blocking-write-and-flush', handle, ...path(text), OUT)
    const read = (length: bigint) => (
      h.call(STREAMS, '[method]input-stream.blocking-read', input, length, OUT),
      h.u8(OUT) === 0 ? h.text(OUT + 4) : h.u8(OUT + 4)
    )
    expect(read(2n)).toBe('el')
    write(output, 'X')
    write(output, 'Y')
    write(append, '!')
    h.handles.drop(descriptor, file)
    expect(read(99n)).toBe('XY!')
    expect(read(99n)).toBe(1) // closed
  })

  test('a failing write is a stream error', () => {
    const all = setUp(dirs())
    const { h, method, path } = all
    const file = open(all, 'file')
    method('descriptor.write-via-stream', file, 2n ** 60n)
    const stream = h.u32(OUT + 4)
    h.call(STREAMS, '[method]output-stream.write', stream, ...path('x'), OUT)
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, 0]) // last-operation-failed
    const error = h.u32(OUT + 8)
    h.call(TYPES, 'filesystem-error-code', error, OUT)
    expect([h.u8(OUT), h.u8(OUT + 1)]).toEqual([1, 8]) // file-too-large
  })

  test('streams need the access that the descriptor was opened with', () => {
    const all = setUp(dirs())
    const { h, method } = all
    method('descriptor.write-via-stream', open(all, 'file', 0, 1), 0n)
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, 3])
    method('descriptor.read-via-stream', open(all, 'file', 0, 2), 0n)
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, 3])
  })
})

describe('directories', () => {
  test('entries come one by one, and the last one is followed by none', () => {
    const { h, root, method } = setUp(dirs())
    method('descriptor.read-directory', root)
    const stream = h.u32(OUT + 4)
    const next = () => {
      expect(method('directory-entry-stream.read-directory-entry', stream)).toBe(0)
      return h.u8(OUT + 4) ? [h.u8(OUT + 8), h.text(OUT + 12)] : undefined
    }
    expect([next(), next(), next(), next()]).toEqual([[6, 'file'], [3, 'dir'], undefined, undefined])
  })

  test('set-times takes unchanged, current and given times', () => {
    let now = 7_000_000_001n
    const { h, root, method, path } = setUp(dirs(), { clock: { now: () => now, monotonic: () => 0n } })
    const set = (...times: [number, bigint, number, number, bigint, number]) =>
      expect(method('descriptor.set-times-at', root, 0, ...path('file'), ...times)).toBe(0)
    const times = () => {
      method('descriptor.stat-at', root, 0, ...path('file'))
      return [24, 48].map((offset) => h.u64(OUT + 8 + offset + 8) * 1_000_000_000n + BigInt(h.u32(OUT + 8 + offset + 16)))
    }
    expect(times()).toEqual([now, now])
    now = 9_000_000_000n
    set(0, 5n, 5, 2, 3n, 4)
    expect(times()).toEqual([7_000_000_001n, 3_000_000_004n])
    set(1, 0n, 0, 0, 0n, 0)
    expect(times()).toEqual([9_000_000_000n, 3_000_000_004n])
  })
})

describe('handles', () => {
  test('that are forged, dropped or of another kind trap', () => {
    const all = setUp(dirs())
    const { h, root, method } = all
    const file = open(all, 'file')
    h.handles.drop(descriptor, file)
    for (const handle of [0, 99, -1, file]) expect(() => method('descriptor.stat', handle)).toThrow(WebAssembly.RuntimeError)
    method('descriptor.read-directory', root)
    const stream = h.u32(OUT + 4)
    expect(() => method('descriptor.stat', stream)).toThrow('expected descriptor')
    expect(() => method('directory-entry-stream.read-directory-entry', root)).toThrow('expected directory-entry-stream')
    expect(() => h.call(TYPES, '[method]descriptor.is-same-object', root, stream)).toThrow('expected descriptor')
  })

  test('to the preopened directories are out of reach', () => {
    const { method, root } = setUp(dirs())
    for (let handle = 1; handle < root; handle++) expect(() => method('descriptor.stat', handle)).toThrow('expected descriptor')
  })

  test('pointers outside of memory trap', () => {
    const { h, root, method } = setUp(dirs())
    const end = h.memory.buffer.byteLength
    expect(() => method('descriptor.stat-at', root, 0, end - 1, 5)).toThrow(WebAssembly.RuntimeError)
    expect(() => h.call(TYPES, '[method]descriptor.stat', root, end - 4)).toThrow()
  })

  // Arguments are lifted before the descriptor's access is checked:
  // https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-lower
  describe('are lifted before anything can fail', () => {
    const wrong = -8
    const cases: [name: string, ...args: (number | bigint)[]][] = [
      ['descriptor.write', wrong, 4096, 0n],
      ['descriptor.open-at', 0, wrong, 4096, 0, 0],
      ['descriptor.stat-at', 0, wrong, 4096],
      ['descriptor.create-directory-at', wrong, 4096],
      ['descriptor.set-times-at', 0, 0, 1, 17, 0n, 0, 0, 0n, 0],
      ['descriptor.set-times-at', 0, 0, 1, 0, 0n, 0, 3, 0n, 0],
      ['descriptor.symlink-at', 0, 1, wrong, 4096],
      ['descriptor.link-at', 1, 0, 1, 99, 0, 1],
      ['descriptor.link-at', 1, wrong, 4096, 1, 0, 1],
      ['descriptor.rename-at', 0, 1, 99, 0, 1],
      ['descriptor.rename-at', 0, 1, 1, wrong, 4096],
    ]
    test.each(cases)('%s', (name, ...args) => {
      const { h, root, method, path } = setUp(dirs())
      // These calls are on a file, which is not a directory and was not opened for writing.
      expect(method('descriptor.open-at', root, 0, ...path('file'), 0, 1)).toBe(0)
      expect(() => method(name, h.u32(OUT + 4), ...args)).toThrow(WebAssembly.RuntimeError)
    })
  })
})
