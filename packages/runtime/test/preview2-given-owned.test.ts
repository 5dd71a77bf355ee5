import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { libraryOf } from './component-program.js'

const disposeKey = (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')

/** Passes two counters, and then a text at an address that may be outside of memory. */
const WIT = `package acme:app;
  interface store {
    resource counter { constructor(start: u32); }
    keep: func(first: counter, others: list<counter>, text: string);
  }
  world app { import store; export go: func(address: u32); }`
const WAT = `(module
  (import "acme:app/store" "[constructor]counter" (func $new (param i32) (result i32)))
  (import "acme:app/store" "keep" (func $keep (param i32 i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "go") (param i32)
    (i32.store (i32.const 16) (call $new (i32.const 2)))
    (call $keep (call $new (i32.const 1)) (i32.const 16) (i32.const 1) (local.get 0) (i32.const 2))))`

test('owned resources are disposed of once if a later parameter traps', async () => {
  const disposed: number[] = []
  class Counter {
    constructor(readonly start: number) {}
    [disposeKey](): void {
      disposed.push(this.start)
    }
  }
  const kept: unknown[] = []
  const keep = (...all: unknown[]): unknown => kept.push(all)
  const instantiate = await libraryOf<{ go(address: number): void }>(await implement('app', WIT, WAT), {
    imports: { 'acme:app/store': true },
  })
  const imports = { 'acme:app/store': { Counter, keep } }
  const lib = await instantiate({ imports })
  lib.go(64)
  expect(kept).toEqual([[{ start: 1 }, [{ start: 2 }], '\0\0']])
  expect(() => lib.go(65_535)).toThrow(/lies outside of memory/)
  // JavaScript has those of the first call. The others are disposed of with the instance.
  expect(disposed.toSorted()).toEqual([1, 2])
  expect(kept).toHaveLength(1)
})
