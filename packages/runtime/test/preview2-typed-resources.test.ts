import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import type { Exports } from '../src/exports.js'
import { libraryOf } from './component-program.js'

/** See jco's `symbolDispose`. */
const dispose = (Symbol as unknown as { dispose?: symbol }).dispose ?? Symbol.for('dispose')

interface Resource {
  readonly [key: symbol]: () => void
  value(): number
}

interface Library extends Exports {
  i: {
    many(): Resource[]
    pairs(): [number, Resource][]
    maybes(): Resource[]
    nested(): Resource[][]
    two(): [Resource, Resource]
    destroyed(): number
  }
}

/** Writes new resources at these addresses. The first has the value 1, the second 2, and so on. */
const resources = (...addresses: number[]) =>
  addresses.map((address, index) => `(i32.store (i32.const ${address}) (call $new (i32.const ${index + 1})))`).join(' ')

const word = (address: number, value: number) => `(i32.store (i32.const ${address}) (i32.const ${value}))`

/** A function that runs `body` and returns the list of `length` elements at 64. */
const list = (name: string, length: number, body: string) =>
  `(func (export "i#${name}") (result i32) ${body} ${word(16, 64)} ${word(20, length)} (i32.const 16))`

const library = async (destructor: string) => {
  const wit = `package a:b; world w { export i: interface {
    resource r { value: func() -> u32; }
    many: func() -> list<r>; pairs: func() -> list<tuple<u32, r>>; maybes: func() -> list<option<r>>;
    nested: func() -> list<list<r>>; two: func() -> tuple<r, r>; destroyed: func() -> u32; } }`
  const wat = `(module
    (import "[export]i" "[resource-new]r" (func $new (param i32) (result i32)))
    (memory (export "memory") 1) (global $destroyed (mut i32) (i32.const 0))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "i#[method]r.value") (param i32) (result i32) (local.get 0))
    (func (export "i#destroyed") (result i32) (global.get $destroyed))
    ${destructor}
    ${list('many', 3, resources(64, 68, 72))}
    ${list('pairs', 3, resources(68, 76, 84))}
    ${list('maybes', 3, `${[64, 72, 80].map((address) => word(address, 1)).join(' ')} ${resources(68, 76, 84)}`)}
    ${list('nested', 2, `${word(64, 128)} ${word(68, 2)} ${word(72, 192)} ${word(76, 1)} ${resources(128, 132, 192)}`)}
    (func (export "i#two") (result i32) ${resources(16, 20)} (i32.const 16)))`
  return await (
    await libraryOf<Library>(await implement('w', wit, wat))
  )()
}

/** Adds up the values of the resources that were destroyed. */
const COUNTS = '(func (export "i#[dtor]r") (param i32) (global.set $destroyed (i32.add (global.get $destroyed) (local.get 0))))'

test.each<[what: string, get: (functions: Library['i']) => Resource[]]>([
  ['a list', ({ many }) => many()],
  ['a list of tuples', ({ pairs }) => pairs().map(([, resource]) => resource)],
  ['a list of options', ({ maybes }) => maybes()],
  ['a list of lists', ({ nested }) => nested().flat()],
  ['a tuple', ({ two }) => [...two()]],
])('each resource of %s is disposed of by itself', async (_, get) => {
  const { i } = await library(COUNTS)
  const [first, ...others] = get(i)
  first![dispose]!()
  expect(i.destroyed()).toBe(1)
  expect(() => first!.value()).toThrow('Not a valid "R" resource')
  expect(others.map((resource) => resource.value())).toEqual(others.map((_, index) => index + 2))
  for (const resource of [first!, ...others]) resource[dispose]!()
  expect(i.destroyed()).toBe(others.length === 1 ? 3 : 6)
  expect(() => others[0]!.value()).toThrow('Not a valid "R" resource')
})

test('resources without a destructor are disposed of by themselves, too', async () => {
  const { i } = await library('')
  const [first, second] = i.many()
  first![dispose]!()
  expect(() => first!.value()).toThrow('Not a valid "R" resource')
  expect(second!.value()).toBe(2)
})
