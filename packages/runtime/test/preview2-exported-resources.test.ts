import { describe, expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { RunError } from '../src/errors/run-error.js'
import { commandOf, libraryOf } from './component-program.js'

const disposeKey = (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')

/** A component whose exports take and return the resources of an interface that it imports. */
const withExports = (interfaceName: string, more = { wit: '', wat: '' }): Promise<Uint8Array> => {
  const [, namespace, name, version] = /^(.*)\/(.*?)(@.*)?$/.exec(interfaceName)!
  const full = `${namespace}/${name}${version ?? ''}`
  return implement(
    'app',
    `package my:app;
    package ${namespace}${version ?? ''} { interface ${name} { resource counter { get: func() -> u32; } } }
    package wasi:cli@0.2.0 { interface run { run: func() -> result; } }
    interface uses {
      use ${full}.{counter};
      spend: func(c: counter) -> u32;
      look: func(c: borrow<counter>) -> u32;
      keep: func(c: borrow<counter>);
      swap: func(all: list<counter>) -> tuple<counter, counter>;
      choose: func(a: counter, b: option<counter>) -> result<counter, string>;
    }
    world app { import ${full}; export uses; export add: func(a: u32, b: u32) -> u32; ${more.wit} }`,
    `(module
    (import "${full}" "[method]counter.get" (func $get (param i32) (result i32)))
    (import "${full}" "[resource-drop]counter" (func $drop (param i32)))
    (memory (export "memory") 1)
    (global $end (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $end) (global.set $end (i32.add (global.get $end) (local.get 3))))
    (func $use (param i32) (result i32) (call $get (local.get 0)) (call $drop (local.get 0)))
    (func (export "my:app/uses#spend") (param i32) (result i32) (call $use (local.get 0)))
    (func (export "my:app/uses#look") (param i32) (result i32) (call $use (local.get 0)))
    (func (export "my:app/uses#keep") (param i32))
    (func (export "my:app/uses#swap") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (i32.load offset=4 (local.get 0)))
      (i32.store (i32.const 20) (i32.load (local.get 0)))
      (i32.const 16))
    (func (export "my:app/uses#choose") (param i32 i32 i32) (result i32)
      (i32.store (i32.const 16) (i32.const 0))
      (i32.store (i32.const 20) (select (local.get 2) (local.get 0) (local.get 1)))
      (if (local.get 1) (then (call $drop (local.get 0))))
      (i32.const 16))
    ${more.wat}
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`,
  )
}

class Counter {
  disposed = 0
  constructor(readonly value: number) {}
  get(): number {
    return this.value
  }
  [disposeKey](): void {
    this.disposed++
  }
}

interface Uses {
  spend(counter: unknown): number
  look(counter: unknown): number
  keep(counter: unknown): void
  swap(all: unknown[]): [Counter, Counter]
  choose(a: unknown, b?: unknown): Counter
}
interface Library {
  add(a: number, b: number): number
  uses: Uses
}

describe('resources that JavaScript gives', () => {
  const instance = async () => {
    const instantiate = await libraryOf<Library>(await withExports('my:host/store@1.0.0'), { imports: { 'my:host/store': true } })
    return instantiate({ imports: { 'my:host/store': { Counter } } })
  }

  test('pass to exports as owned', async () => {
    const { uses } = await instance()
    const counter = new Counter(7)
    expect(uses.spend(counter)).toBe(7)
    expect(counter.disposed).toBe(1)
  })

  test('are lent to exports', async () => {
    const { uses } = await instance()
    const counter = new Counter(8)
    expect([uses.look(counter), uses.look(counter)]).toEqual([8, 8])
    expect(counter.disposed).toBe(0)
  })

  test('must be given back when a call ends', async () => {
    const lib = await instance()
    expect(() => lib.uses.keep(new Counter(1))).toThrow(/has not dropped a resource that was lent to it/)
    expect(() => lib.add(1, 2)).toThrow(/after it ended/)
  })

  test('come back as the same objects', async () => {
    const { uses } = await instance()
    const [one, two] = [new Counter(1), new Counter(2)]
    expect(uses.swap([one, two])).toEqual([two, one])
    expect(uses.swap([one, two])[0]).toBe(two)
    expect(uses.choose(one)).toBe(one)
    expect(uses.choose(one, two)).toBe(two)
    expect([one.disposed, two.disposed]).toEqual([1, 0])
  })

  test('must be objects of their class', async () => {
    const lib = await instance()
    for (const wrong of [{ get: () => 1 }, 1, undefined, null]) {
      expect(() => lib.uses.spend(wrong)).toThrow(new TypeError('a parameter must be an object of the class Counter'))
      expect(() => lib.uses.look(wrong)).toThrow(TypeError)
    }
    expect(lib.uses.look(new Counter(3))).toBe(3)
  })
})

test('without the interface, only functions with its resources throw', async () => {
  const lib = await (await libraryOf<Library>(await withExports('wasi:http/types@0.2.0')))()
  expect(lib.add(1, 2)).toBe(3)
  for (const call of [() => lib.uses.spend(new Counter(1)), () => lib.uses.look({}), () => lib.uses.swap([1, 2])]) {
    expect(call).toThrow(RunError)
    expect(call).toThrow(/takes or returns the resource 'counter' of wasi:http\/types, which nothing gives\n.*\n.*`imports`/)
  }
  expect(lib.add(2, 2)).toBe(4)
})

test('a command has further exports with resources, too', async () => {
  const more = { wit: 'export wasi:cli/run@0.2.0;', wat: '(func (export "wasi:cli/run@0.2.0#run") (result i32) (i32.const 0))' }
  const run = await commandOf(await withExports('my:host/store', more), { imports: { 'my:host/store': true } })
  const imports = { 'my:host/store': { Counter } }
  expect(await run([], { imports })).toMatchObject({ exitCode: 0 })
  const { instantiate } = run as unknown as { instantiate(args: [], options: object): Promise<{ exports: Library }> }
  const { exports } = await instantiate([], { imports })
  expect(exports.uses.look(new Counter(5))).toBe(5)
})

test('resources of the host can’t be passed', async () => {
  const wit = `package my:app;
    package wasi:io@0.2.0 { interface poll { resource pollable { ready: func() -> bool; } } }
    interface uses { use wasi:io/poll@0.2.0.{pollable}; take: func(p: pollable); }
    world app { import wasi:io/poll@0.2.0; export uses; export add: func(a: u32, b: u32) -> u32; }`
  const wat = `(module (func (export "my:app/uses#take") (param i32))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`
  const lib = await (
    await libraryOf<{ uses: { take(value: unknown): void }; add(a: number, b: number): number }>(await implement('app', wit, wat))
  )()
  expect(() => lib.uses.take({})).toThrow(/JavaScript can't have resources of WASI/)
  expect(lib.add(1, 1)).toBe(2)
})
