import { describe, expect, test, vi } from 'vitest'

import { Symlink } from '../src/directory/directory.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { inputStream, ioError } from '../src/preview2/handles.js'
import { clocks, filesystem, ioErrors, streams } from './preview2-parts.js'
import { harness } from './preview2-harness.js'

// Where results go, and which values a call looks at first.

const OUT = 512
const TYPES = 'wasi:filesystem/types'
const STREAMS = 'wasi:io/streams'

const setUp = () => {
  const tree = { file: 'hello', dir: {}, link: new Symlink('dir') }
  const h = harness([filesystem, ioErrors, streams], { dirs: { '/': memoryDirectory(tree) } })
  h.call('wasi:filesystem/preopens', 'get-directories', OUT)
  const root = h.u32(h.u32(OUT))
  /** Calls a method over memory that is not zero, and returns the result's tag. */
  const method = (name: string, ...args: (number | bigint)[]): number => {
    new Uint8Array(h.memory.buffer).fill(0xaa, OUT, OUT + 128)
    h.call(TYPES, `[method]${name}`, ...args, OUT)
    return h.u8(OUT)
  }
  return { h, root, method }
}

describe('a path at a symbolic link', () => {
  const FOLLOW = 1

  test('stat-at follows it only if the flag says so', () => {
    const { h, root, method } = setUp()
    const types = [0, FOLLOW].map((flags) => [method('descriptor.stat-at', root, flags, ...h.put('link')), h.u8(OUT + 8)])
    // symbolic-link and directory
    expect(types).toEqual([
      [0, 5],
      [0, 3],
    ])
  })

  test('metadata-hash-at follows it only if the flag says so', () => {
    const { h, root, method } = setUp()
    const hash = (name: string, flags: number) => {
      expect(method('descriptor.metadata-hash-at', root, flags, ...h.put(name))).toBe(0)
      return [h.u64(OUT + 8), h.u64(OUT + 16)]
    }
    expect(hash('link', FOLLOW)).toEqual(hash('dir', 0))
    expect(hash('link', 0)).not.toEqual(hash('dir', 0))
  })
})

test('set-size of a file that is not open for writing is invalid', () => {
  const { h, root, method } = setUp()
  const [READ, BOTH, INVALID] = [1, 3, 12]
  const open = (flags: number) => {
    expect(method('descriptor.open-at', root, 0, ...h.put('file'), 0, flags)).toBe(0)
    return h.u32(OUT + 4)
  }
  const [reader, writer] = [open(READ), open(BOTH)]
  expect([method('descriptor.set-size', reader, 1n), h.u8(OUT + 1)]).toEqual([1, INVALID])
  expect(method('descriptor.set-size', writer, 1n)).toBe(0)
})

describe('a result that does not fit into memory, or is not aligned, traps', () => {
  const END = 2 * 65536

  test.each([END - 8, END, 4, 1])('wall-clock.now at %i', (at) => {
    const h = harness([clocks])
    expect(() => h.call('wasi:clocks/wall-clock', 'now', at)).toThrow(WebAssembly.RuntimeError)
  })

  test.each([END - 8, END - 16, OUT + 2])('read-directory-entry at %i, even at the end of the listing', (at) => {
    const { h, root, method } = setUp()
    expect(method('descriptor.read-directory', root)).toBe(0)
    const stream = h.u32(OUT + 4)
    for (let n = 0; n < 3; n++) expect(method('directory-entry-stream.read-directory-entry', stream)).toBe(0)
    expect(() => h.call(TYPES, '[method]directory-entry-stream.read-directory-entry', stream, at)).toThrow(
      WebAssembly.RuntimeError,
    )
    expect([method('directory-entry-stream.read-directory-entry', stream), h.u8(OUT + 4)]).toEqual([0, 0])
  })
})

test('success overwrites what was in the place of the result', () => {
  const { h, root, method } = setUp()
  expect(method('descriptor.open-at', root, 0, ...h.put('file'), 0, 3)).toBe(0)
  const file = h.u32(OUT + 4)
  expect(method('descriptor.append-via-stream', file)).toBe(0)
  const out = h.u32(OUT + 4)
  for (const [name, ...args] of [['flush'], ['blocking-flush'], ['write', ...h.put('x')], ['write-zeroes', 1n]] as const) {
    new Uint8Array(h.memory.buffer).fill(0xaa, OUT, OUT + 16)
    h.call(STREAMS, `[method]output-stream.${name}`, out, ...args, OUT)
    expect([name, h.u8(OUT)]).toEqual([name, 0])
  }
})

test('filesystem-error-code returns nothing for an error without a code', () => {
  const { h } = setUp()
  const handle = h.handles.add(ioError, new Error('not of the system'))
  new Uint8Array(h.memory.buffer).fill(0xaa, OUT, OUT + 2)
  h.call(TYPES, 'filesystem-error-code', handle, OUT)
  expect([h.u8(OUT), h.u8(OUT + 1)]).toEqual([0, 0xaa])
})

test('blocking-splice traps before it waits, if there is no output stream', () => {
  const h = harness([streams])
  const wait = vi.fn<() => void>()
  const input = h.handles.add(inputStream, { readInto: () => -1, wait })
  expect(() => h.call(STREAMS, '[method]output-stream.blocking-splice', 999, input, 1n, OUT)).toThrow(WebAssembly.RuntimeError)
  expect(wait).not.toHaveBeenCalled()
})
