import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { described } from '../src/errors/described.js'
import { libraryOf } from './component-program.js'

const WIT = `package acme:app;
  interface store {
    record problem { code: u16, at: option<u32> }
    variant failure { closed, detail(problem) }
    get: func(which: u32) -> result<u32, failure>;
  }
  world app { export store; }`
/** Returns the error with the case `which`, and the number 7. */
const WAT = `(module (memory (export "memory") 1)
  (func (export "acme:app/store#get") (param i32) (result i32)
    (i32.store8 (i32.const 16) (i32.const 1))
    (i32.store8 (i32.const 20) (local.get 0))
    (i32.store16 (i32.const 24) (i32.const 7))
    (i32.const 16)))`

test('the message of an error that a component returns has its value', async () => {
  const lib = await (await libraryOf<{ store: { get(which: number): number } }>(await implement('app', WIT, WAT)))()
  expect(() => lib.store.get(0)).toThrow(/^closed \(see error\.payload\)$/)
  expect(() => lib.store.get(1)).toThrow(/^detail\(\{code: 7, at: undefined\}\) \(see error\.payload\)$/)
})

test.each<[value: unknown, text: string]>([
  [3, '3'],
  [2n ** 63n, '9223372036854775808'],
  [undefined, 'undefined'],
  [{ tag: 'not-found', val: 'a\u202e"' }, String.raw`not-found("a\u{202e}\"")`],
  [{ path: ['a', 'b'], bytes: new Uint8Array([1, 2]) }, '{path: ["a", "b"], bytes: [1, 2]}'],
])('prints %o', (value, text) => {
  expect(described(value)).toBe(text)
})

test('prints a long value in part', () => {
  let deep: unknown = 'x'.repeat(1000)
  for (let level = 0; level < 100_000; level++) deep = [deep]
  for (const long of [new Uint8Array(2 ** 26), Array.from({ length: 10_000 }, () => ({ a: 'x'.repeat(100) })), deep]) {
    expect(described(long).length).toBeLessThan(210)
    expect(described(long)).toContain('…')
  }
})
