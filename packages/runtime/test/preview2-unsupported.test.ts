import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { describeProgram } from '@unwasi/core'
import { commandOf, libraryOf } from './component-program.js'

/** An interface that unwasi lacks, whose function `get` returns `result`, and a library that passes the result on. */
const asking = (result: string, params: string, flat: string, types = ''): Promise<Uint8Array> => {
  const wit = `package wasi:drafts@0.2.0;
    interface store { ${types} get: func(${params}) -> ${result}; }
    world app { import store; ${types === '' ? '' : 'use store.{error};'} export go: func(${params}) -> ${result}; }`
  const args = [...flat.matchAll(/i32|i64/g)].map((_, index) => `(local.get ${index})`).join(' ')
  const wat = `(module (import "wasi:drafts/store@0.2.0" "get" (func $get (param ${flat} i32)))
    (memory (export "memory") 1)
    (global $end (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $end) (global.set $end (i32.add (global.get $end) (local.get 3))))
    ;; What is not written must not matter.
    (data (i32.const 512) "${'\\ff'.repeat(128)}")
    (func (export "go") (param ${flat}) (result i32) (call $get ${args} (i32.const 512)) (i32.const 512)))`
  return implement('app', wit, wat)
}

type Library = Record<'go', (...args: unknown[]) => unknown>

const payloadOf = async (bytes: Uint8Array, ...args: unknown[]): Promise<unknown> => {
  const lib = await (await libraryOf<Library>(bytes))()
  try {
    return { returned: lib.go(...args) }
  } catch (error) {
    return (error as { payload?: unknown }).payload
  }
}

const many = Array.from({ length: 300 }, (_, index) => `case${index}(u64)`).join(', ')
const text = 'wasi:drafts/store#get is not supported'

test.each<[what: string, ok: string, types: string, payload: unknown]>([
  ['a string', 'u8', '', text],
  ['a string beside larger values', 'option<u64>', '', text],
  ['keyvalue', 'option<list<u8>>', 'variant error { no-such-store, access-denied, other(string) }', { tag: 'other', val: text }],
  ['config', 'option<string>', 'variant error { upstream(string), io(string) }', { tag: 'io', val: text }],
  [
    'http',
    'tuple<u8, u64>',
    'variant error { denied, size(option<u64>), internal-error(option<string>) }',
    { tag: 'internal-error', val: text },
  ],
  ['more than 256 cases', 'u8', `variant error { ${many}, other(string) }`, { tag: 'other', val: text }],
  ['a case without text', '_', 'variant error { size(u64), access-denied }', { tag: 'access-denied' }],
  ['an enum', 'tuple<u8, s64>', 'enum error { unknown, not-supported }', 'not-supported'],
])('an error that says that the function is not supported: %s', async (_, ok, types, payload) => {
  const bytes = await asking(`result<${ok}, ${types === '' ? 'string' : 'error'}>`, 'key: string', 'i32 i32', types)
  expect(await payloadOf(bytes, 'a')).toEqual(payload)
})

test.each<[what: string, result: string, types: string]>([
  ['no error', 'result<u32>', ''],
  ['an error of another kind', 'result<u32, error>', 'variant error { busy, code(u32) }'],
  ['a number', 'result<u32, u32>', ''],
])('traps if the result has no such error: %s', async (_, result, types) => {
  const bytes = await asking(result, 'key: u32', 'i32', types)
  const lib = await (await libraryOf<Library>(bytes))()
  expect(() => lib.go(1)).toThrow('wasi:drafts/store#get is not supported')
})

test('JavaScript may give the interface nevertheless', async () => {
  const bytes = await asking('result<u64, string>', 'key: u32', 'i32')
  const lib = await (
    await libraryOf<Library>(bytes, { imports: { 'wasi:drafts/store': true } })
  )({ imports: { 'wasi:drafts/store': { get: BigInt } } })
  expect(lib.go(3)).toBe(3n)
})

test('a function that takes a resource traps, because no program has one', async () => {
  const wit = `package wasi:drafts@0.2.0;
    interface store { resource key { } get: func(key: borrow<key>) -> result<u32, string>; }
    world app { import store; export go: func() -> u32; }`
  const wat = `(module (import "wasi:drafts/store@0.2.0" "get" (func $get (param i32 i32))) (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "go") (result i32) (call $get (i32.const 1) (i32.const 16)) (i32.const 0)))`
  const lib = await (await libraryOf<Library>(await implement('app', wit, wat)))()
  expect(() => lib.go()).toThrow('wasi:drafts/store#get is not supported')
})

test('a command gets the answer, too', async () => {
  const wit = `package wasi:drafts@0.2.0;
    interface store { get: func(key: u32) -> result<u32, string>; }
    world app { import store; export wasi:cli/run@0.2.0; }
    package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`
  const wat = `(module (import "wasi:drafts/store@0.2.0" "get" (func $get (param i32 i32))) (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
    (func (export "wasi:cli/run@0.2.0#run") (result i32)
      (call $get (i32.const 1) (i32.const 16)) (i32.load8_u (i32.const 16))))`
  const bytes = await implement('app', wit, wat)
  expect((await describeProgram(bytes, { cache: false })).link).toMatchObject({
    by: 'plan',
    unsupported: [['wasi:drafts/store', 'get', 2, 12, 4, [[0, 1]], 4]],
  })
  // The result of `get` is that of the run: 1 is an error.
  expect(await (await commandOf(bytes))()).toMatchObject({ exitCode: 1 })
})
