import type { Shape } from '@unwasi/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { coreFunction } from '../../examples/playground/src/engine/functions.js'
import { writeValue } from '../../examples/playground/src/engine/results.js'
import { example, readValue } from '../../examples/playground/src/engine/values.js'

/** Values as the JavaScript of components has them, and the texts that stand for them. */
const values: readonly (readonly [title: string, shape: Shape, value: unknown, text: string])[] = [
  ['u32', 'u32', 7, '7'],
  ['s64', 's64', -9223372036854775808n, '-9223372036854775808'],
  ['f64', 'f64', -0.5, '-0.5'],
  ['bool', 'bool', true, 'true'],
  ['char', 'char', '😀', '"😀"'],
  ['string', 'string', 'a "b"\n', '"a \\"b\\"\\n"'],
  ['list', ['list', 'u64'], [1n, 18446744073709551615n], '[1,18446744073709551615]'],
  ['tuple', ['tuple', ['u8', 'string']], [1, '1234567890123456789'], '[1,"1234567890123456789"]'],
  ['record', ['record', [['two-words', 'u8']]], { twoWords: 1 }, '{"two-words":1}'],
  ['flags', ['flags', ['read', 'write-all']], { read: false, writeAll: true }, '["write-all"]'],
  ['enum', ['enum', ['red', 'light-green']], 'light-green', '"light-green"'],
  ['variant without payload', ['variant', [['dot', null]]], { tag: 'dot' }, '"dot"'],
  ['variant with payload', ['variant', [['circle', 'f64']]], { tag: 'circle', val: 1 }, '{"circle":1}'],
  ['result', ['result', null, 'string'], { tag: 'err', val: 'no' }, '{"err":"no"}'],
  ['empty result', ['result', null, 'string'], { tag: 'ok' }, '"ok"'],
  ['some', ['option', 'u8'], 1, '1'],
  ['none', ['option', 'u8'], undefined, 'null'],
  ['some of an option', ['option', ['option', 'u8']], { tag: 'some', val: undefined }, '[null]'],
  ['none of an option', ['option', ['option', 'u8']], { tag: 'none' }, 'null'],
]

const compact = (text: string): string => text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')

describe('a value of a component is written as text and read again', () => {
  test.each(values)('%s', (_, shape, value, text) => {
    expect(compact(writeValue(value, shape))).toBe(text)
    expect(readValue(text, shape, 'type')).toEqual(value)
    expect(() => readValue(example(shape), shape, 'type')).not.toThrow()
  })

  test('strings and integers of 64 bits', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readValue(writeValue(text, 'string'), 'string', '')).toBe(text)
      }),
    )
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (one) => {
        expect(readValue(writeValue(one, 'u64'), 'u64', '')).toBe(one)
      }),
    )
  })
})

test('text for a string needs no quotes', () => {
  expect(readValue('a "b', 'string', 'string')).toBe('a "b')
  expect(readValue('red', ['enum', ['red']], 'enum')).toBe('red')
})

test.each<[string, Shape, string]>([
  ['256', 'u8', 'u8: 256 does not fit. A value that fits: 1'],
  ['-1', 'u64', 'u64: -1 does not fit. A value that fits: 1'],
  ['1.5', 'u8', 'u8: 1.5 does not fit. A value that fits: 1'],
  ['', 'u8', 'u8: nothing is not JSON. A value that fits: 1'],
  ['{', ['list', 'u8'], 'list<u8>: { is not JSON. A value that fits: [1]'],
  ['{}', ['record', [['a', 'u8']]], 'record { a: u8 }: nothing does not fit. A value that fits: {"a":1}'],
  ['[1]', ['tuple', ['u8', 'u8']], 'tuple<u8, u8>: [1] does not fit. A value that fits: [1,1]'],
  ['"blue"', ['enum', ['red']], 'enum { red }: "blue" does not fit. A value that fits: red'],
  ['["x"]', ['flags', ['a']], 'flags { a }: ["x"] does not fit. A value that fits: ["a"]'],
  ['{"b":1}', ['variant', [['a', 'u8']]], 'variant { a(u8) }: {"b":1} does not fit. A value that fits: {"a":1}'],
])('%s is refused with what would fit', (text, shape, message) => {
  const [type = ''] = /^.*?(?=: (?:nothing|[^ ]* (?:does|is)))/.exec(message) ?? []
  expect(() => readValue(text, shape, type)).toThrow(message)
})

describe('a function over numbers', () => {
  const { read, written, signature } = coreFunction({ name: 'f', type: { params: ['i32', 'i64', 'f32'], results: ['i64'] } })

  test('says its type', () => expect(signature).toBe('(i32, i64, f32) -> i64'))

  test('reads numbers', () => {
    expect(read(['-1', '9007199254740993', '0.5'])).toEqual([-1, 9007199254740993n, 0.5])
    expect(read(['0xff', '-0x10', 'NaN'])).toEqual([255, -16n, NaN])
    expect(written(3n)).toBe('3')
  })

  test.each([
    [['1', '2'], 'It takes 3 arguments, not 2.'],
    [['4294967296', '1', '1'], 'i32: 4294967296 is not such a number'],
    [['1', '1.5', '1'], 'i64: 1.5 is not such a number'],
    [['1', '1', ''], 'f32: nothing is not such a number'],
  ])('refuses %s', (args, message) => {
    expect(() => read(args)).toThrow(message)
  })
})
