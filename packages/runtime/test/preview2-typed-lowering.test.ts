import { beforeAll, describe, expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import type { Instantiate } from '../src/instance-types.js'
import { libraryOf } from './component-program.js'

const NUMBERS = ['u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64', 'f32', 'f64'] as const
type Numbers = readonly (number | bigint)[]
type Lists = Record<`${(typeof NUMBERS)[number]}s`, (values: unknown) => Numbers>
interface Echoes extends Lists {
  text(text: string): string
  sizes(): Uint32Array
}

// Each function returns its argument. Every allocation makes memory grow, which detaches all views of it.
const ECHO = '(param $at i32) (param $length i32) (result i32) (call $pair (local.get $at) (local.get $length))'
const MODULE = `(module
  (memory (export "memory") 1)
  (global $last (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (global.set $last (local.get $size))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i32.shl (memory.grow (i32.add (i32.const 1) (i32.shr_u (local.get $size) (i32.const 16)))) (i32.const 16)))
  (func $pair (param $at i32) (param $length i32) (result i32)
    (i32.store (i32.const 16) (local.get $at))
    (i32.store (i32.const 20) (local.get $length))
    (i32.const 16))
  (func (export "text") ${ECHO})
  (func (export "sizes") (result i32)
    (i32.store (i32.const 32) (global.get $count))
    (i32.store (i32.const 36) (global.get $last))
    (call $pair (i32.const 32) (i32.const 2)))
  ${NUMBERS.map((type) => `(func (export "${type}s") ${ECHO})`).join('\n')})`
const WIT = `package a:b; world w {
  export text: func(text: string) -> string;
  export sizes: func() -> list<u32>;
  ${NUMBERS.map((type) => `export ${type}s: func(values: list<${type}>) -> list<${type}>;`).join('\n')}
}`

let instantiate: Instantiate<Echoes>
beforeAll(async () => (instantiate = await libraryOf<Echoes>(await implement('w', WIT, MODULE))))

describe('strings', () => {
  const pieces = ['a', 'é', '日', '🌍', '\0', '\ud800', '\udc00', '\udc00\ud800']
  const lengths = [1, 2, 5, 11, 22, 23, 24, 25, 100, 2048, 4095, 4096, 4097, 10_000, 100_000]

  test.each(lengths)('of %d characters arrive, and one allocation has their exact size', async (length) => {
    const { text, sizes } = await instantiate()
    let count = 0
    for (const piece of pieces) {
      const all = piece.repeat(length).slice(0, length)
      const half = 'x'.repeat(length - 1) + piece[0]!
      for (const one of [all, half, half + piece, piece + half]) {
        const bytes = new TextEncoder().encode(one)
        expect(text(one)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
        expect([...sizes()]).toEqual([++count, bytes.length])
      }
    }
  })

  test('that are empty need no allocation', async () => {
    const { text, sizes } = await instantiate()
    expect(text('')).toBe('')
    expect([...sizes()]).toEqual([0, 0])
  })

  test.each([undefined, null, 1, {}, ['a']])('must be strings, not %j', async (value) => {
    const { text } = await instantiate()
    expect(() => text(value as string)).toThrow(new TypeError(`expected a string, received [${typeof value}]`))
    expect(text('still there')).toBe('still there')
  })
})

/** The least and the greatest value of each type. */
const limits: Record<string, Numbers> = {
  u8: [0, 255],
  s8: [-128, 127],
  u16: [0, 65_535],
  s16: [-32_768, 32_767],
  u32: [0, 2 ** 32 - 1],
  s32: [-(2 ** 31), 2 ** 31 - 1],
  u64: [0n, 2n ** 64n - 1n],
  s64: [-(2n ** 63n), 2n ** 63n - 1n],
  f32: [-Infinity, NaN, 0.5],
  f64: [Math.PI, -0, Number.MIN_VALUE],
}

describe.each(NUMBERS)('a list of %s', (type) => {
  const echo = async () => (await instantiate())[`${type}s`]
  const valid = limits[type]!
  const big = typeof valid[0] === 'bigint'

  test('arrives', async () => {
    const lists = await echo()
    const returned = lists([...valid, ...valid])
    expect([...returned]).toEqual([...valid, ...valid])
    // It may be a typed array.
    expect([...lists(returned)]).toEqual([...valid, ...valid])
    expect([...lists([])]).toEqual([])
  })

  const float = type.startsWith('f')
  const outside = big
    ? [(valid[0] as bigint) - 1n, (valid[1] as bigint) + 1n]
    : float
      ? []
      : [(valid[0] as number) - 1, (valid[1] as number) + 1, 0.5]
  test.each([...outside, undefined, null, '1', big ? 1 : 1n])('with %o is refused', async (wrong) => {
    const lists = await echo()
    expect(() => lists([valid[0], wrong])).toThrow(new TypeError(`invalid ${type} value [${wrong}]`))
    expect([...lists(valid)]).toEqual([...valid])
  })
})
