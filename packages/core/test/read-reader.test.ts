import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnwasiError, type UnwasiErrorCode } from '../src/errors.js'
import { Reader } from '../src/read/reader.js'
import { bytes, sleb, uleb } from './wasm-bytes.js'

function codeOf(run: () => unknown): UnwasiErrorCode | 'no error' {
  try {
    run()
    return 'no error'
  } catch (error) {
    if (error instanceof UnwasiError) return error.code
    throw error
  }
}

const padded = (leb: number[], size: number, fill: number): number[] => {
  if (leb.length >= size) return leb
  const head = leb.map((byte) => byte | 0x80)
  return [...head, ...Array.from({ length: size - leb.length - 1 }, () => fill | 0x80), fill]
}

describe('integers', () => {
  test('u32 reads back what was written, in any length up to five bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 1, max: 5 }), (value, size) => {
        const r = new Reader(bytes(padded(uleb(value), size, 0)))
        expect(r.u32()).toBe(value)
        expect(r.done).toBe(true)
      }),
    )
  })

  test('u64 reads back what was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const r = new Reader(bytes(uleb(value)))
        expect(r.u64()).toBe(value)
        expect(r.done).toBe(true)
      }),
    )
  })

  test('s33 reads back what was written, in any length up to five bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 32), max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 5 }), (value, size) => {
        const r = new Reader(bytes(padded(sleb(value), size, value < 0 ? 0x7f : 0)))
        expect(r.s33()).toBe(value)
        expect(r.done).toBe(true)
      }),
    )
  })

  test('integers that are too large or too long are malformed', () => {
    expect(codeOf(() => new Reader(bytes(uleb(2 ** 32))).u32())).toBe('MALFORMED')
    expect(codeOf(() => new Reader(bytes([0x80, 0x80, 0x80, 0x80, 0x80, 0x00])).u32())).toBe('MALFORMED')
    expect(codeOf(() => new Reader(bytes(uleb(2n ** 64n))).u64())).toBe('MALFORMED')
    expect(codeOf(() => new Reader(bytes(sleb(2 ** 32))).s33())).toBe('MALFORMED')
    expect(codeOf(() => new Reader(bytes(sleb(-(2 ** 32) - 1))).s33())).toBe('MALFORMED')
  })

  test('any bytes give a number or an UnwasiError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (input) => {
        for (const read of ['u8', 'u32', 'u64', 's33', 'name', 'count'] as const) {
          const r = new Reader(input)
          expect(['no error', 'TRUNCATED', 'MALFORMED']).toContain(codeOf(() => r[read]()))
          expect(r.pos).toBeLessThanOrEqual(input.length)
        }
      }),
    )
  })
})

describe('bounds', () => {
  test('reading past the end of the file is TRUNCATED, past the end of a part inside it MALFORMED', () => {
    const input = bytes(1, 2, 3, 4)
    expect(codeOf(() => new Reader(input, 4).u8())).toBe('TRUNCATED')
    expect(codeOf(() => new Reader(input, 2, 2).u8())).toBe('MALFORMED')
    expect(codeOf(() => new Reader(input, 0, 2).skip(3))).toBe('MALFORMED')
    expect(codeOf(() => new Reader(input, 0, 2).skip(5))).toBe('MALFORMED')
    expect(codeOf(() => new Reader(input, 0, 4).skip(5))).toBe('MALFORMED')
    expect(codeOf(() => new Reader(input).skip(5))).toBe('TRUNCATED')
    expect(codeOf(() => new Reader(input, 0, 5))).toBe('TRUNCATED')
  })

  test('a list cannot have more entries than bytes', () => {
    expect(codeOf(() => new Reader(bytes(uleb(0xffff_ffff), 0, 0, 0)).count())).toBe('MALFORMED')
    expect(new Reader(bytes(3, 0, 0, 0)).count()).toBe(3)
  })

  test('a list, a name or a skip must fit into the rest of the part', () => {
    const part = () => new Reader(bytes(0, 0, 0, 0, 3, 1, 2), 4, 7)
    expect(codeOf(() => part().count())).toBe('MALFORMED')
    expect(codeOf(() => part().skip(4))).toBe('MALFORMED')
    expect(codeOf(() => part().name())).toBe('MALFORMED')
  })

  test('finish refuses leftover bytes and gives their offset', () => {
    const r = new Reader(bytes(1, 2), 0, 2, 'export section')
    r.u8()
    expect(() => r.finish()).toThrow(/export section.*offset 0x1/)
  })

  test('a view into a larger buffer is read from its own start', () => {
    const r = new Reader(bytes(9, 9, 1, 2).subarray(2))
    expect([r.u8(), r.u8(), r.done]).toEqual([1, 2, true])
  })
})

describe('names', () => {
  test('any string comes back, including a leading byte order mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(new Reader(bytes(`\uFEFF${text}`)).name()).toBe(`\uFEFF${text}`)
      }),
    )
  })

  test('invalid UTF-8 is malformed', () => {
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      expect(codeOf(() => new Reader(bytes(bad.length, bad)).name())).toBe('MALFORMED')
    }
  })

  const mangled = (count: number) => new TextEncoder().encode('\uFFFD'.repeat(count))

  test('bytes that went through a text decoder are recognised by at least four U+FFFD', () => {
    expect(() => new Reader(bytes(0xff, 0xff, 0xff, 0xff, 0xff, mangled(4))).u32()).toThrow(/text decoder/)
    expect(() => new Reader(bytes(mangled(4))).skip(20)).toThrow(/^the file ends too early[^]*text decoder/)
    expect(() => new Reader(bytes(mangled(3))).skip(20)).toThrow(/^the file ends too early[^]*cut short/)
  })

  test.each([
    ['few U+FFFD', mangled(3)],
    ['half of U+FFFD', Array.from({ length: 8 }, () => [0xef, 0xbf]).flat()],
    ['its second half', Array.from({ length: 8 }, () => [0xbf, 0xbd]).flat()],
    ['its ends', Array.from({ length: 8 }, () => [0xef, 0xbe, 0xbd]).flat()],
    ['another character', Array.from({ length: 8 }, () => [0xef, 0xbf, 0xbc]).flat()],
  ])('damage of another kind is not taken for that: %s', (_, more) => {
    expect(() => new Reader(bytes(0xff, 0xff, 0xff, 0xff, 0xff, more)).u32()).toThrow(
      /do not follow the WebAssembly binary format/,
    )
  })
})
