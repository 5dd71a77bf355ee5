import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { libraryOf } from './component-program.js'

type Library = Record<'go', (value: number) => number>

const WIT = `package wasi:logging@0.1.0;
  interface logging { resource sink { constructor(level: u32); get: func() -> u32; } }
  world app { import logging; export go: func(value: u32) -> u32; }`

/** A library that imports an interface of WASI which the runtime does not have, with a resource. */
const logging = (): Promise<Uint8Array> =>
  implement(
    'app',
    WIT,
    `(module
      (import "wasi:logging/logging@0.1.0" "[constructor]sink" (func $new (param i32) (result i32)))
      (import "wasi:logging/logging@0.1.0" "[method]sink.get" (func $get (param i32) (result i32)))
      (import "wasi:logging/logging@0.1.0" "[resource-drop]sink" (func $drop (param i32)))
      (func (export "go") (param i32) (result i32) (local $sink i32)
        (local.set $sink (call $new (local.get 0)))
        (call $get (local.get $sink))
        (call $drop (local.get $sink))))`,
  )

class Sink {
  constructor(readonly level: number) {}
  get(): number {
    return this.level + 1
  }
}

test('a call traps if JavaScript does not give the interface', async () => {
  const lib = await (await libraryOf<Library>(await logging()))()
  expect(() => lib.go(1)).toThrow('wasi:logging/logging#[constructor]sink is not supported')
})

test('JavaScript gives the interface in place of the trap', async () => {
  const instantiate = await libraryOf<Library>(await logging(), { imports: { 'wasi:logging/logging': true } })
  const lib = await instantiate({ imports: { 'wasi:logging/logging': { Sink } } })
  expect(lib.go(1)).toBe(2)
  await expect(instantiate()).rejects.toMatchObject({ code: 'MISSING_IMPORT' })
})

test('JavaScript does not replace what the runtime serves', async () => {
  const wit = `package wasi:random@0.2.0;
    interface random { get-random-u64: func() -> u64; }
    world app { import random; export go: func() -> u64; }`
  const wat = `(module
    (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
    (func (export "go") (result i64) (call $random)))`
  const instantiate = await libraryOf<Record<'go', () => bigint>>(await implement('app', wit, wat), {
    imports: { 'wasi:random/random': true },
  })
  const random = (bytes: Uint8Array): void => void bytes.fill(1)
  expect((await instantiate({ random })).go()).toBe(0x0101010101010101n)
})
