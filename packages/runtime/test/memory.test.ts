import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import { IllegalByteSequence, NameTooLong } from '../src/errno/errno.js'
import { readPath } from '../src/guest/paths.js'
import { GuestMemory, writeBytes, writeCount, writeU32, writeU64 } from '../src/preview1/guest-memory.js'
import { gather, scatter, totalSize } from '../src/preview1/iovecs.js'
import { codeOf } from './errno-of.js'

const bound = (pages = 1) => {
  const wasm = new WebAssembly.Memory({ initial: pages })
  const memory = new GuestMemory()
  memory.bind(wasm)
  return { memory, wasm }
}
const PAGE = 65536
const utf8 = (text: string) => new TextEncoder().encode(text)

describe('views', () => {
  test('follow memory.grow', () => {
    const { memory, wasm } = bound()
    const before = memory.bytes
    writeU32(memory, 8, 0x01020304)
    wasm.grow(1)
    expect(before.length).toBe(0)
    expect(memory.bytes.length).toBe(2 * PAGE)
    expect(memory.view.getUint32(8, true)).toBe(0x01020304)
    wasm.grow(1)
    writeU64(memory, 3 * PAGE - 8, 2n ** 64n - 1n)
    expect(new Uint8Array(wasm.buffer).at(-1)).toBe(255)
  })

  test('are renewed even if memory grew by 0 pages, which also replaces the buffer', () => {
    const { memory, wasm } = bound()
    const before = memory.bytes
    wasm.grow(0)
    expect(before.length).toBe(0)
    expect(memory.bytes.length).toBe(PAGE)
  })

  test('are reused until memory grows', () => {
    const { memory } = bound()
    expect(memory.bytes).toBe(memory.bytes)
    expect(memory.view).toBe(memory.view)
  })
})

test('numbers are little-endian, and addresses unsigned', () => {
  const { memory } = bound()
  writeBytes(memory, 0, Uint8Array.of(1, 0, 2, 1))
  writeU32(memory, 4, -2)
  writeU64(memory, 8, 0x0102030405060708n)
  expect([...memory.slice(0, 16)]).toEqual([1, 0, 2, 1, 0xfe, 255, 255, 255, 8, 7, 6, 5, 4, 3, 2, 1])
  for (const act of [
    () => writeBytes(memory, -1, new Uint8Array(1)),
    () => writeU32(memory, -1, 0),
    () => writeU64(memory, -8, 0n),
    () => writeCount(memory, -8, 0),
  ])
    expect(act).toThrow(WebAssembly.RuntimeError)
})

test('a count below 2^53 is written as a u64', () => {
  const { memory } = bound()
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      writeCount(memory, 16, value)
      expect(memory.view.getBigUint64(16, true)).toBe(BigInt(value))
    }),
  )
})

test('a slice ends where memory does', () => {
  const { memory } = bound()
  expect(memory.slice(PAGE, 0).length).toBe(0)
  expect(memory.slice(PAGE - 1, 1).length).toBe(1)
  for (const [pointer, length] of [
    [PAGE, 1],
    [PAGE - 1, 2],
    [-1, 1],
    [0, -1],
    [-8, -8],
  ] as const)
    expect(() => memory.slice(pointer, length)).toThrow(WebAssembly.RuntimeError)
})

describe('strings', () => {
  test('are UTF-8, whatever was read before', () => {
    const { memory } = bound()
    fc.assert(
      // The addresses are few and the texts short, so that the most recent one is often read again, changed or not.
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 30 }), (reads) => {
        for (const [place, text] of reads) {
          const bytes = utf8(text)
          memory.bytes.set(bytes, place)
          expect(readPath(memory, place, bytes.length)).toBe(text)
        }
      }),
    )
  })

  test('of any length', () => {
    const { memory } = bound()
    for (const length of [0, 1, 255, 256, 257, 5000]) {
      for (const letter of ['a', 'b', 'b']) {
        memory.bytes.fill(letter.charCodeAt(0), 100, 100 + length)
        expect(readPath(memory, 100, length)).toBe(letter.repeat(length))
      }
    }
  })

  test('a byte order mark is content, and malformed UTF-8 is refused each time', () => {
    const { memory } = bound()
    memory.bytes.set([0xef, 0xbb, 0xbf, 0x61, 0xff], 0)
    expect(readPath(memory, 0, 4)).toBe('\uFEFFa')
    for (let time = 0; time < 2; time++) expect(codeOf(() => readPath(memory, 0, 5))).toBe(IllegalByteSequence)
    memory.bytes.set(utf8('\uFFFD'), 0)
    for (let time = 0; time < 2; time++) expect(readPath(memory, 0, 3)).toBe('\uFFFD')
  })

  test('cannot be read outside of memory, not even the one that was read last', () => {
    const { memory } = bound()
    memory.bytes.set(utf8('xyz'), PAGE - 3)
    expect(readPath(memory, PAGE - 3, 3)).toBe('xyz')
    expect(() => readPath(memory, PAGE - 2, 3)).toThrow(WebAssembly.RuntimeError)
    expect(() => readPath(memory, -3, 3)).toThrow(WebAssembly.RuntimeError)
    expect(codeOf(() => readPath(memory, 0, -1))).toBe(NameTooLong)
  })
})

describe('iovec lists', () => {
  const LIST = 1024
  const list = fc.array(fc.tuple(fc.nat(900), fc.oneof(fc.constant(0), fc.nat(40))), { maxLength: 40 })
  const put = (memory: GuestMemory, vectors: readonly (readonly [number, number])[]): [number, number] => {
    vectors.forEach(([pointer, length], index) => {
      writeU32(memory, LIST + 8 * index, pointer)
      writeU32(memory, LIST + 8 * index + 4, length)
    })
    return [LIST, vectors.length]
  }
  const buffersOf = (memory: GuestMemory, iovecs: number, count: number) => {
    const buffers: [start: number, length: number][] = []
    scatter(memory, iovecs, count, (start, length) => (buffers.push([start, length]), length))
    return buffers
  }
  const filled = () => {
    const { memory } = bound()
    for (let at = 0; at < LIST; at++) memory.bytes[at] = at * 7
    return memory
  }

  test('are gathered in order, including empty and overlapping ones', () => {
    const memory = filled()
    fc.assert(
      fc.property(list, (vectors) => {
        const expected = vectors.flatMap(([pointer, length]) => [...memory.slice(pointer, length)])
        expect([...gather(memory, ...put(memory, vectors))]).toEqual(expected)
      }),
    )
  })

  test('are the buffers that are not empty, in order', () => {
    const memory = filled()
    fc.assert(
      fc.property(list, (vectors) => {
        expect(buffersOf(memory, ...put(memory, vectors))).toEqual(vectors.filter(([, length]) => length))
      }),
    )
  })

  test('any bytes form a list, or lie outside of memory', () => {
    const { memory } = bound()
    const outcome = (act: () => unknown): string => {
      try {
        act()
        return 'list'
      } catch (error) {
        return error instanceof WebAssembly.RuntimeError ? 'outside' : String(error)
      }
    }
    const wild = fc.oneof(fc.nat(2 * PAGE), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), wild, fc.oneof(fc.nat(10), wild), (bytes, pointer, count) => {
        memory.bytes.fill(0)
        memory.bytes.set(bytes, LIST)
        for (const at of [LIST, pointer]) {
          for (const act of [
            () => buffersOf(memory, at, count),
            () => gather(memory, at, count),
            () => totalSize(memory, at, count),
          ]) {
            expect(outcome(act)).toBeOneOf(['list', 'outside'])
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('one buffer is gathered without a copy, several up to a megabyte', () => {
    const { memory } = bound(40)
    expect(gather(memory, ...put(memory, [[PAGE, 2 * PAGE * 10]])).buffer).toBe(memory.bytes.buffer)
    expect(gather(memory, ...put(memory, [[PAGE, 2 * PAGE * 10]])).length).toBe(20 * PAGE)
    const half: [number, number] = [PAGE, 10 * PAGE]
    expect(gather(memory, ...put(memory, [half, half])).length).toBe(1 << 20)
    // The described buffers may be larger than memory.
    expect(
      gather(
        memory,
        ...put(
          memory,
          Array.from({ length: 5000 }, () => [0, 39 * PAGE] as [number, number]),
        ),
      ).length,
    ).toBe(1 << 20)
  })

  describe('however long', () => {
    const COUNT = 60_000
    const long = (length: number) => {
      const { memory } = bound(40)
      for (let index = 0; index < COUNT; index++) writeU32(memory, LIST + 8 * index + 4, length)
      const slices = vi.spyOn(memory, 'slice')
      return { memory, slices }
    }

    test('are gathered up to a megabyte, and no further', () => {
      const { memory, slices } = long(PAGE)
      expect(gather(memory, LIST, COUNT).length).toBe(1 << 20)
      expect(slices.mock.calls.length).toBeLessThan(20)
    })

    test('are filled as far as the data goes', () => {
      const { memory } = long(4)
      let left = 10
      const read = vi.fn<(start: number, length: number) => number>((_start, length) => {
        const got = Math.min(length, left)
        left -= got
        return got
      })
      expect(scatter(memory, LIST, COUNT, read)).toBe(10)
      expect(read).toHaveBeenCalledTimes(3)
    })

    test('are all checked before anything is read', () => {
      const { memory } = long(4)
      const read = vi.fn<() => number>(() => 0)
      writeU32(memory, LIST + 8 * (COUNT - 1), 40 * PAGE - 3)
      for (const act of [
        () => scatter(memory, LIST, COUNT, read),
        () => gather(memory, LIST, COUNT),
        () => totalSize(memory, LIST, COUNT),
      ])
        expect(act).toThrow(WebAssembly.RuntimeError)
      expect(read).not.toHaveBeenCalled()
    })
  })
})
