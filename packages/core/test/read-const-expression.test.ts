import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnwasiError } from '../src/errors.js'
import { skipConstExpression } from '../src/read/const-expression.js'
import { Reader } from '../src/read/reader.js'
import { bytes, sleb, uleb, type Part } from './wasm-bytes.js'

const END = 0x0b
/** Bytes that would be read as more of the expression, if an operand were not skipped to its exact end. */
const operand = (size: number): Part => Array.from({ length: size }, (_, index) => (index % 2 ? 0x41 : END))

const known: readonly (readonly [name: string, expression: Part])[] = [
  ['i32.const', [0x41, sleb(-(2 ** 31))]],
  ['i64.const', [0x42, sleb(2n ** 62n)]],
  ['f32.const', [0x43, operand(4)]],
  ['f64.const', [0x44, operand(8)]],
  ['global.get', [0x23, uleb(300)]],
  ['ref.null of an abstract type', [0xd0, 0x70]],
  ['ref.null of a defined type', [0xd0, sleb(300)]],
  ['ref.func', [0xd2, uleb(300)]],
  ['v128.const', [0xfd, uleb(12), operand(16)]],
  ['i32.add', [0x41, 1, 0x41, 2, 0x6a]],
  ['i32.sub', [0x41, 1, 0x41, 2, 0x6b]],
  ['i32.mul', [0x41, 1, 0x41, 2, 0x6c]],
  ['i64.add', [0x42, 1, 0x42, 2, 0x7c]],
  ['i64.sub', [0x42, 1, 0x42, 2, 0x7d]],
  ['i64.mul', [0x42, 1, 0x42, 2, 0x7e]],
  ['struct.new', [0xfb, uleb(0), uleb(300)]],
  ['struct.new_default', [0xfb, uleb(1), uleb(300)]],
  ['array.new', [0xfb, uleb(6), uleb(300)]],
  ['array.new_default', [0xfb, uleb(7), uleb(300)]],
  ['array.new_fixed', [0xfb, uleb(8), uleb(300), uleb(300)]],
  ['any.convert_extern', [0xfb, uleb(26)]],
  ['extern.convert_any', [0xfb, uleb(27)]],
  ['ref.i31', [0x41, 1, 0xfb, uleb(28)]],
]

describe('an initialiser', () => {
  test.each(known)('with %s is read to its exact end', (_, expression) => {
    const r = new Reader(bytes(expression, END, 0x99))
    expect(skipConstExpression(r)).toBe(true)
    expect(r.u8()).toBe(0x99)
    expect(r.done).toBe(true)
  })

  test.each([
    ['a call', [0x10, 0]],
    ['i32.div_s', [0x6d]],
    ['i64.div_s', [0x7f]],
    ['another vector instruction', [0xfd, uleb(13), operand(16)]],
    ['struct.get', [0xfb, uleb(2), 0, 0]],
    ['ref.cast', [0xfb, uleb(22), 0]],
  ] satisfies [string, Part][])('with %s is not understood', (_, expression) => {
    expect(skipConstExpression(new Reader(bytes(expression, END)))).toBe(false)
  })

  test('that does not end is refused', () => {
    for (const [, expression] of known) {
      expect(() => skipConstExpression(new Reader(bytes(expression)))).toThrow(UnwasiError)
    }
  })

  test('of any bytes is read, not understood, or refused', () => {
    const outcome = (r: Reader): unknown => {
      try {
        return skipConstExpression(r)
      } catch (error) {
        return error instanceof UnwasiError ? 'refused' : error
      }
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (input) => {
        const r = new Reader(input)
        expect([true, false, 'refused']).toContain(outcome(r))
        expect(r.pos).toBeLessThanOrEqual(input.length)
      }),
    )
  })
})
