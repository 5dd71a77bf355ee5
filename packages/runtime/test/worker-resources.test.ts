import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { asyncDisposeKey, disposeKey } from '../src/exports.js'
import { libraryInWorker } from './worker-program.js'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

interface Resource {
  value(): Promise<number>
}

interface Library {
  i: {
    R: { prototype: Resource }
    many(): Promise<Resource[]>
    pairs(): Promise<[number, Resource][]>
    maybe(some: number): Promise<Resource | undefined>
    wrong(): Promise<void>
    sum(all: Resource[]): Promise<number>
    destroyed(): Promise<number>
  }
}

const WIT = `package a:b; world w { export i: interface {
  resource r { value: func() -> u32; }
  many: func() -> list<r>; pairs: func() -> list<tuple<u32, r>>; maybe: func(some: u32) -> option<r>;
  wrong: func() -> result<_, r>; sum: func(all: list<borrow<r>>) -> u32; destroyed: func() -> u32; } }`

/** Writes new resources at these addresses. The first has the value 1, the second 2, and so on. */
const resources = (...addresses: number[]) =>
  addresses.map((address, index) => `(i32.store (i32.const ${address}) (call $new (i32.const ${index + 1})))`).join(' ')

/** A resource is its own representation, and the component counts those that were destroyed. */
const WAT = `(module
  (import "[export]i" "[resource-new]r" (func $new (param i32) (result i32)))
  (memory (export "memory") 1) (global $destroyed (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "i#[method]r.value") (param i32) (result i32) (local.get 0))
  (func (export "i#[dtor]r") (param i32) (global.set $destroyed (i32.add (global.get $destroyed) (i32.const 1))))
  (func (export "i#destroyed") (result i32) (global.get $destroyed))
  (func $list (param $length i32) (result i32)
    (i32.store (i32.const 16) (i32.const 64)) (i32.store (i32.const 20) (local.get $length)) (i32.const 16))
  (func (export "i#many") (result i32) ${resources(64, 68, 72)} (call $list (i32.const 3)))
  (func (export "i#pairs") (result i32) ${resources(68, 76)} (call $list (i32.const 2)))
  (func (export "i#maybe") (param i32) (result i32)
    (i32.store8 (i32.const 16) (local.get 0)) (if (local.get 0) (then ${resources(20)})) (i32.const 16))
  (func (export "i#wrong") (result i32) (i32.store8 (i32.const 16) (i32.const 1)) ${resources(20)} (i32.const 16))
  (func (export "i#sum") (param $at i32) (param $left i32) (result i32) (local $sum i32)
    (loop $more
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $more (local.get $left)))
    (local.get $sum)))`

const make = await libraryInWorker<Library>(await implement('w', WIT, WAT))

const member = (one: object, key: symbol) => (one as Record<symbol, () => Promise<void>>)[key]!.bind(one)

test('resources may be anywhere in a result', async () => {
  const lib = await make()
  const all = [...(await lib.i.many()), ...(await lib.i.pairs()).map(([, one]) => one), (await lib.i.maybe(1))!]
  expect(all.every((one) => one instanceof (lib.i.R as unknown as new () => object))).toBe(true)
  expect(await Promise.all(all.map((one) => one.value()))).toEqual([1, 2, 3, 1, 2, 1])
  expect(await lib.i.maybe(0)).toBeUndefined()
  expect(await lib.i.sum(all)).toBe(10)
  await member(lib, asyncDisposeKey())()
})

test('a resource may be the payload of an error', async () => {
  const lib = await make()
  const { payload } = (await lib.i.wrong().catch((error: unknown) => error)) as { payload: Resource }
  expect(await payload.value()).toBe(1)
  await member(lib, asyncDisposeKey())()
})

test('each resource is destroyed once', async () => {
  const lib = await make()
  const [one, two, three] = await lib.i.many()
  member(one!, disposeKey())()
  await member(two!, asyncDisposeKey())()
  await member(two!, asyncDisposeKey())()
  expect(await lib.i.destroyed()).toBe(2)
  expect(await three!.value()).toBe(3)
  await expect(one!.value()).rejects.toThrow('Not a valid "R" resource')
  await member(lib, asyncDisposeKey())()
})

/** Collects garbage until `done`. */
const collected = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  for (let turn = 0; turn < 500 && !(await done()); turn++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('resources that are lost are destroyed', async () => {
  const lib = await make()
  for (let time = 0; time < 10; time++) await lib.i.many()
  let destroyed = 0
  await collected(async () => (destroyed = await lib.i.destroyed()) === 30)
  expect(destroyed).toBe(30)
  await member(lib, asyncDisposeKey())()
})

test('a resource keeps its instance, which ends when both are lost', async () => {
  const directory = memoryDirectory()
  const isFree = (): boolean => {
    try {
      directory.tree()
      return true
    } catch {
      return false
    }
  }
  let resource: Resource | undefined = await (await make({ dirs: { '/': directory } })).i.maybe(1)
  for (let turn = 0; turn < 5; turn++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(await resource?.value()).toBe(1)
  expect(isFree()).toBe(false)
  resource = undefined
  await collected(isFree)
  expect(isFree()).toBe(true)
})
