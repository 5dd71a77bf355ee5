import type { Shape } from '@unwasi/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { camel, INTEGERS } from '../src/wave/names.js'
import { readValue, splitValues } from '../src/wave/read.js'
import { tokens, WaveError } from '../src/wave/tokens.js'
import { written } from '../src/wave/write.js'

const read = (text: string, shape: Shape): unknown => readValue(tokens(text), shape)

const outcome = (work: () => unknown): unknown => {
  try {
    work()
    return 'read'
  } catch (error) {
    return error instanceof WaveError ? 'WaveError' : error
  }
}

type Typed = readonly [shape: Shape, value: unknown]
const typed = <T extends Shape>(shape: T, values: fc.Arbitrary<unknown>): fc.Arbitrary<Typed> =>
  values.map((value) => [shape, value] as const)

/** No lone surrogates, which a string of WIT can't have. */
const text = fc.string({ unit: 'binary' })
const labels = fc.uniqueArray(fc.constantFrom('a', 'two-words', 'none', 'ok', 'true', 'x2', 'inf', 'UPPER-a'), {
  minLength: 1,
  maxLength: 4,
})
const primitives = fc.oneof(
  ...[...INTEGERS].map(([name, [min, max]]) =>
    typed(
      name as Shape,
      fc.bigInt({ min, max }).map((value) => (name.endsWith('64') ? value : Number(value))),
    ),
  ),
  typed('f64', fc.double()),
  typed('f32', fc.float()),
  typed('bool', fc.boolean()),
  typed('string', text),
  typed('char', fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
)
const none: Typed = ['u8', undefined]

/** A type with a value of it. */
const { value: values } = fc.letrec<{ value: Typed }>((tie) => {
  const inner = tie('value')
  const optional = fc.option(inner, { nil: undefined })
  const members = fc.tuple(labels, fc.array(inner, { minLength: 4, maxLength: 4 }))
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      primitives,
      inner.map(([shape, value]): Typed => [
        ['list', shape],
        [value, value],
      ]),
      fc
        .array(inner, { minLength: 1, maxLength: 3 })
        .map((all): Typed => [['tuple', all.map(([shape]) => shape)], all.map(([, value]) => value)]),
      members.map(([names, all]): Typed => [
        ['record', names.map((name, index) => [name, all[index]![0]])],
        Object.fromEntries(names.map((name, index) => [camel(name), all[index]![1]])),
      ]),
      fc
        .tuple(labels, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
        .map(([names, set]): Typed => [
          ['flags', names],
          Object.fromEntries(names.map((name, index) => [camel(name), set[index]])),
        ]),
      labels.map((names): Typed => [['enum', names], names.at(-1)]),
      fc.tuple(labels, optional).map(([names, payload]): Typed => {
        const [shape, val] = payload ?? none
        const tag = names.at(-1)!
        return [
          ['variant', names.map((name) => [name, payload === undefined ? null : shape])],
          val === undefined ? { tag } : { tag, val },
        ]
      }),
      fc.tuple(inner, fc.boolean()).map(([[shape, value], given]): Typed => {
        if (shape[0] !== 'option') return [['option', shape], given ? value : undefined]
        const some = value === undefined ? { tag: 'some' } : { tag: 'some', val: value }
        return [['option', shape], given ? some : { tag: 'none' }]
      }),
      fc.tuple(optional, optional, fc.boolean()).map(([ok, error, good]): Typed => {
        const [tag, val] = good ? ['ok', ok?.[1]] : ['err', error?.[1]]
        return [['result', ok?.[0] ?? null, error?.[0] ?? null], val === undefined ? { tag } : { tag, val }]
      }),
    ),
  }
})

describe('WAVE', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(values, ([shape, value]) => {
        expect(read(written(value, shape), shape)).toEqual(value)
      }),
      { numRuns: 2000 },
    )
  })

  it('reads any text as a value or throws a WaveError', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...'{}()[]:,"\'\\%- \n'),
        fc.constantFrom('some', 'ok', '-inf', '1e5', '"""\n', '\\u{d800}'),
        text,
      ),
    )
    fc.assert(
      fc.property(values, pieces, ([shape, value], noise) => {
        const source = [written(value, shape), ...noise].join('')
        expect(['read', 'WaveError']).toContain(outcome(() => readValue(tokens(source), shape)))
        expect(['read', 'WaveError']).toContain(outcome(() => splitValues(`(${source})`)))
      }),
      { numRuns: 2000 },
    )
  })

  const point: Shape = [
    'record',
    [
      ['x', 's32'],
      ['label', ['option', 'string']],
    ],
  ]
  it.each<[string, Shape, unknown]>([
    [' 1 // one', 'u8', 1],
    ['-9223372036854775808', 's64', -(2n ** 63n)],
    ['6.022e+23', 'f64', 6.022e23],
    ['-inf', 'f32', -Infinity],
    ['nan', 'f64', NaN],
    [`'\\u{1F600}'`, 'char', '😀'],
    [`'\\''`, 'char', "'"],
    ['"a\\t\\"b\\""', 'string', 'a\t"b"'],
    ['"""\nA single line\n"""', 'string', 'A single line'],
    ['"""\n    Indentation\n      by the end\n  """', 'string', '  Indentation\n    by the end'],
    ['"""\n"""', 'string', ''],
    ['{x: 1}', point, { x: 1, label: undefined }],
    ['{%label: "a", x: 1,}', point, { x: 1, label: 'a' }],
    ['{:}', ['record', [['a', ['option', ['option', 'u8']]]]], { a: { tag: 'none' } }],
    ['1', ['option', 'u8'], 1],
    ['some(some(1))', ['option', ['option', 'u8']], { tag: 'some', val: 1 }],
    ['3', ['result', 'u8', 'string'], { tag: 'ok', val: 3 }],
    ['err', ['result', 'u8', null], { tag: 'err' }],
    ['%err("oops")', ['variant', [['err', 'string']]], { tag: 'err', val: 'oops' }],
    ['{write, read,}', ['flags', ['read', 'write', 'exec']], { read: true, write: true, exec: false }],
    ['{}', ['flags', ['read']], { read: false }],
  ])('reads %s', (source, shape, value) => {
    expect(read(source, shape)).toEqual(value)
  })

  it.each<[string, Shape, RegExp]>([
    ['256', 'u8', /`256` is not a u8/],
    ['1.5', 's32', /`1\.5` is not an s32/],
    ['01', 'u8', /`1` follows the value/],
    ["'ab'", 'char', /'ab' is not a character/],
    ["'\\u{d800}'", 'char', /stands for nothing/],
    ['"\\x"', 'string', /not a complete string/],
    ['"""\n  a\n b\n  """', 'string', /indented less/],
    ['"""a"""', 'string', /must begin and end with a line break/],
    ['{x: 1, x: 2}', point, /the field `x` twice/],
    ['{y: 1}', point, /`y` is not a record \{ x: s32, label: option<string> \}/],
    ['{x 1}', point, /the field `x` needs `:` before `1`/],
    ['{x: 1', point, /a record needs `,` before the end/],
    ['(1)', ['tuple', ['u8', 'u8']], /fewer values than tuple<u8, u8>/],
    ['(1, 2, 3)', ['tuple', ['u8', 'u8']], /more values than/],
    ['none', ['result', ['option', 'u8'], null], /`none` is not a result<option<u8>>/],
    ['ok', ['result', 'u8', null], /`ok` needs `\(` before the end/],
    ['', 'u8', /a value is missing \(u8\)/],
    ['1 2', 'u8', /`2` follows the value/],
    ['#', 'u8', /# is not a value/],
  ])('refuses %s', (source, shape, message) => {
    expect(() => read(source, shape)).toThrow(message)
  })

  it.each<[unknown, Shape, string]>([
    [1e21, 'f64', '1000000000000000000000'],
    [-1.5e-7, 'f64', '-0.00000015'],
    [Math.fround(0.1), 'f32', '0.1'],
    [Math.fround(16777216), 'f32', '16777216'],
    [-0, 'f64', '-0'],
    [Infinity, 'f64', 'inf'],
    ['é\u0301\u0000\u202e', 'string', '"é\\u{301}\\u{0}\\u{202e}"'],
    [{ a: undefined }, ['record', [['a', ['option', 'u8']]]], '{:}'],
    [new Uint8Array([1, 2]), ['list', 'u8'], '[1, 2]'],
    ['none', ['enum', ['none']], '%none'],
  ])('writes %s', (value, shape, expected) => {
    expect(written(value, shape)).toBe(expected)
  })

  it('splits arguments', () => {
    const split = (source: string) => splitValues(source).map((value) => value.map((token) => token.text).join(' '))
    expect(split('()')).toEqual([])
    expect(split('(1, [2, 3], "a)", )')).toEqual(['1', '[ 2 , 3 ]', '"a)"'])
    expect(() => split('(1')).toThrow(/last parenthesis is missing/)
    expect(() => split('(1) 2')).toThrow(/`2` follows/)
  })
})
