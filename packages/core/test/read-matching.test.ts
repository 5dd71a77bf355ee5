import { describe, expect, test } from 'vitest'
import type { Extern } from '../src/read/externs.js'
import { matches } from '../src/read/matching.js'
import type { FuncType } from '../src/read/shapes.js'

const I32: FuncType = { params: ['i32'], results: [] }
const I64: FuncType = { params: ['i64'], results: [] }
const memory = (min: number, max?: number, more = {}): Extern => ({
  kind: 'memory',
  type: { min, ...(max !== undefined && { max }), shared: false, memory64: false, ...more },
})
const table = (element: string, min: bigint | number, max?: number, table64 = false): Extern => ({
  kind: 'table',
  type: { element, min: BigInt(min), ...(max !== undefined && { max: BigInt(max) }), table64 },
})
const global = (type: 'i32' | 'i64' | 'ref', mutable: boolean, ref?: string): Extern => ({
  kind: 'global',
  type: { type, mutable, ...(ref !== undefined && { ref }) },
})
const func = (type: FuncType): Extern => ({ kind: 'func', type })
const tag = (type?: FuncType): Extern => ({ kind: 'tag', type })

const one: readonly Extern[] = [func(I32), tag(I32), memory(1), table('null 112', 1), global('i32', false)]

describe('what is given matches what is wanted', () => {
  test('of the same kind, and of no other', () => {
    for (const given of one) for (const wanted of one) expect(matches(given, wanted)).toBe(given === wanted)
  })

  const cases: readonly (readonly [about: string, given: Extern, wanted: Extern, fits: boolean])[] = [
    ['a function with other parameters', func(I64), func(I32), false],
    ['a function with other results', func({ params: ['i32'], results: ['i32'] }), func(I32), false],
    ['a function over other references', func({ ...I32, refs: ['null 111'] }), func({ ...I32, refs: ['null 112'] }), false],
    ['a function over a type by index', func({ ...I32, refs: ['type 1'] }), func({ ...I32, refs: ['null 112'] }), true],
    ['a function of a nominal type', func({ ...I32, nominal: true, refs: ['a'] }), func({ ...I32, refs: ['b'] }), true],
    ['a tag with other parameters', tag(I64), tag(I32), false],
    ['a tag without a readable type', tag(), tag(I32), true],
    ['a tag where no readable type is wanted', tag(I64), tag(), true],
    ['a larger memory', memory(2), memory(1), true],
    ['a smaller memory', memory(1), memory(2), false],
    ['a memory without the maximum', memory(1), memory(1, 2), false],
    ['a memory with a smaller maximum', memory(1, 2), memory(1, 3), true],
    ['a memory with a larger maximum', memory(1, 4), memory(1, 3), false],
    ['a shared memory', memory(1, 2, { shared: true }), memory(1, 2), false],
    ['a 64-bit memory', memory(1, 2, { memory64: true }), memory(1, 2), false],
    ['a memory with small pages', memory(1, 2, { pageSizeLog2: 0 }), memory(1, 2), false],
    ['a memory that states the usual page size', memory(1, 2, { pageSizeLog2: 16 }), memory(1, 2), true],
    ['a table of other references', table('null 111', 1), table('null 112', 1), false],
    ['a table of a type by index', table('null type 3', 1), table('null 112', 1), true],
    ['a smaller table', table('null 112', 1), table('null 112', 2), false],
    ['a 64-bit table', table('null 112', 1, 2, true), table('null 112', 1, 2), false],
    ['a mutable global', global('i32', true), global('i32', false), false],
    ['a global of another type', global('i64', false), global('i32', false), false],
    ['an immutable global of another reference type', global('ref', false, 'a'), global('ref', false, 'b'), true],
    ['a mutable global of another reference type', global('ref', true, 'a'), global('ref', true, 'b'), false],
    ['a mutable global of the same reference type', global('ref', true, 'a'), global('ref', true, 'a'), true],
  ]
  test.each(cases)('%s', (_, given, wanted, fits) => {
    expect(matches(given, wanted)).toBe(fits)
  })
})
