import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import { GuestMemory, OutOfBounds } from '../src/preview1/guest-memory.js'

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
    memory.u32(8, 0x01020304)
    wasm.grow(1)
    expect(before.length).toBe(0)
    expect(memory.bytes.length).toBe(2 * PAGE)
    expect(memory.getU32(8)).toBe(0x01020304)
    wasm.grow(1)
    memory.u64(3 * PAGE - 8, 2n ** 64n - 1n)
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
  memory.u8(0, 0x101)
  memory.u16(2, 0x0102)
  memory.u32(4, -2)
  memory.u64(8, 0x0102030405060708n)
  expect([...memory.slice(0, 16)]).toEqual([1, 0, 2, 1, 0xfe, 255, 255, 255, 8, 7, 6, 5, 4, 3, 2, 1])
  for (const act of [
    () => memory.u8(-1, 0),
    () => memory.u16(-1, 0),
    () => memory.u32(-1, 0),
    () => memory.u64(-8, 0n),
    () => memory.getU32(-4),
    () => memory.count(-8, 0),
  ])
    expect(act).toThrow(OutOfBounds)
})

test('a count below 2^53 is written as a u64', () => {
  const { memory } = bound()
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      memory.count(16, value)
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
    expect(() => memory.slice(pointer, length)).toThrow(OutOfBounds)
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
          expect(memory.string(place, bytes.length)).toBe(text)
        }
      }),
    )
  })

  test('of any length', () => {
    const { memory } = bound()
    for (const length of [0, 1, 255, 256, 257, 5000]) {
      for (const letter of ['a', 'b', 'b']) {
        memory.bytes.fill(letter.charCodeAt(0), 100, 100 + length)
        expect(memory.string(100, length)).toBe(letter.repeat(length))
      }
    }
  })

  test('a byte order mark is content, and invalid UTF-8 is replaced', () => {
    const { memory } = bound()
    memory.bytes.set([0xef, 0xbb, 0xbf, 0x61, 0xff], 0)
    expect(memory.string(0, 5)).toBe('\uFEFFa\uFFFD')
  })

  test('cannot be read outside of memory, not even the one that was read last', () => {
    const { memory } = bound()
    memory.bytes.set(utf8('xyz'), PAGE - 3)
    expect(memory.string(PAGE - 3, 3)).toBe('xyz')
    expect(() => memory.string(PAGE - 2, 3)).toThrow(OutOfBounds)
    expect(() => memory.string(-3, 3)).toThrow(OutOfBounds)
    expect(() => memory.string(0, -1)).toThrow(OutOfBounds)
  })
})

describe('iovec lists', () => {
  const LIST = 1024
  const list = fc.array(fc.tuple(fc.nat(900), fc.oneof(fc.constant(0), fc.nat(40))), { maxLength: 40 })
  const put = (memory: GuestMemory, vectors: readonly (readonly [number, number])[]): [number, number] => {
    vectors.forEach(([pointer, length], index) => {
      memory.u32(LIST + 8 * index, pointer)
      memory.u32(LIST + 8 * index + 4, length)
    })
    return [LIST, vectors.length]
  }
  const filled = () => {
    const { memory } = bound()
    for (let at = 0; at < LIST; at++) memory.u8(at, at * 7)
    return memory
  }

  test('are gathered in order, including empty and overlapping ones', () => {
    const memory = filled()
    fc.assert(
      fc.property(list, (vectors) => {
        const expected = vectors.flatMap(([pointer, length]) => [...memory.slice(pointer, length)])
        expect([...memory.gather(...put(memory, vectors))]).toEqual(expected)
      }),
    )
  })

  test('are the buffers that are not empty, in order', () => {
    const memory = filled()
    fc.assert(
      fc.property(list, (vectors) => {
        const buffers = [...memory.buffers(...put(memory, vectors))]
        expect(buffers.map(({ byteOffset, length }) => [byteOffset, length])).toEqual(vectors.filter(([, length]) => length))
        for (const { buffer } of buffers) expect(buffer).toBe(memory.bytes.buffer)
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
        return error instanceof OutOfBounds ? 'outside' : String(error)
      }
    }
    const wild = fc.oneof(fc.nat(2 * PAGE), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), wild, fc.oneof(fc.nat(10), wild), (bytes, pointer, count) => {
        memory.bytes.fill(0)
        memory.bytes.set(bytes, LIST)
        for (const at of [LIST, pointer]) {
          for (const act of [() => [...memory.buffers(at, count)], () => memory.gather(at, count)]) {
            expect(outcome(act)).toBeOneOf(['list', 'outside'])
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('one buffer is gathered without a copy, several up to a megabyte', () => {
    const { memory } = bound(40)
    expect(memory.gather(...put(memory, [[PAGE, 2 * PAGE * 10]])).buffer).toBe(memory.bytes.buffer)
    expect(memory.gather(...put(memory, [[PAGE, 2 * PAGE * 10]])).length).toBe(20 * PAGE)
    const half: [number, number] = [PAGE, 10 * PAGE]
    expect(memory.gather(...put(memory, [half, half])).length).toBe(1 << 20)
    // The described buffers may be larger than memory.
    expect(
      memory.gather(
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
      for (let index = 0; index < COUNT; index++) memory.u32(LIST + 8 * index + 4, length)
      const slices = vi.spyOn(memory, 'slice')
      return { memory, slices }
    }

    test('are read one buffer at a time', () => {
      const { memory, slices } = long(PAGE)
      const buffers = memory.buffers(LIST, COUNT)
      expect(buffers.next().value!.length).toBe(PAGE)
      expect(slices).toHaveBeenCalledOnce()
    })

    test('are gathered up to a megabyte, and no further', () => {
      const { memory, slices } = long(PAGE)
      expect(memory.gather(LIST, COUNT).length).toBe(1 << 20)
      expect(slices.mock.calls.length).toBeLessThan(20)
    })

    test('are filled as far as the data goes', () => {
      const { memory, slices } = long(4)
      let left = 10
      const count = memory.scatter(LIST, COUNT, ({ length }) => {
        const got = Math.min(length, left)
        left -= got
        return got
      })
      expect(count).toBe(10)
      expect(slices).toHaveBeenCalledTimes(3)
    })

    test('are all checked before anything is read', () => {
      const { memory } = long(4)
      const read = vi.fn<() => number>(() => 0)
      memory.u32(LIST + 8 * (COUNT - 1), 40 * PAGE - 3)
      for (const act of [
        () => memory.scatter(LIST, COUNT, read),
        () => memory.gather(LIST, COUNT),
        () => memory.hasCapacity(LIST, COUNT),
      ])
        expect(act).toThrow(OutOfBounds)
      expect(read).not.toHaveBeenCalled()
    })
  })
})
