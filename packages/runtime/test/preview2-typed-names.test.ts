import { expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import type { Exports } from '../src/exports.js'
import { libraryOf } from './component-program.js'

type Functions = Record<string, () => number>

/** Names that jco's glue gives to its variables and functions, and two that are reserved in strict mode. */
const NAMES = [
  ...['trampoline0', 'trampoline1', 'memory0', 'memory1', 'realloc0', 'post-return0', 'exports0', 'exports1', 'module0'],
  ...[
    'handle-table0',
    'capture-table0',
    'capture-cnt0',
    'instance-flags0',
    'finalization-registry0',
    'gen',
    'promise',
    'resolve',
  ],
  ...['reject', 'run-next', 'value', 'imports', 'instantiate', 'instantiate-core', 'get-core-module', 'data-view', 'dv', 'task'],
  ...[
    'to-uint32',
    'text-encoded',
    'rsc-table-remove',
    'own-memory0',
    'ret',
    'err',
    'rsc-table-create-own',
    'symbol-dispose',
    'empty-func',
    'arguments',
    'eval',
  ],
]
/** See jco's `symbolDispose`. */
const dispose = Symbol.dispose ?? Symbol.for('dispose')
const camel = (name: string) => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** A component with a function of each name, in `prefix` or at its top, and with strings, handles and post-return functions. */
const component = (prefix: string) => {
  const functions = NAMES.map((name) => `${prefix ? '' : 'export '}${name}: func() -> u32;`).join('\n')
  const resource = 'resource r { constructor(); next: func() -> u32; } echo: func(text: string) -> string;'
  const wit = `package a:b; world w { ${prefix ? '' : functions} export i: interface { ${resource} ${prefix ? functions : ''} } }`
  return implement(
    'w',
    wit,
    `(module
      (import "[export]i" "[resource-new]r" (func $new (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "i#[constructor]r") (result i32) (call $new (i32.const 8)))
      (func (export "i#[method]r.next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "i#[dtor]r") (param i32))
      (func (export "i#echo") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16))
      (func (export "cabi_post_i#echo") (param i32))
      ${NAMES.map((name, index) => `(func (export "${prefix}${name}") (result i32) (i32.const ${index}))`).join('\n')})`,
  )
}

test.each(['', 'i#'])("functions may have the names of the glue's variables: %j", async (prefix) => {
  const lib = await (await libraryOf<Exports>(await component(prefix)))()
  const own = lib.i as Functions & { R: new () => { next(): number } & Record<symbol, () => void>; echo(text: string): string }
  const functions = (prefix ? own : lib) as Functions
  expect(NAMES.map((name) => functions[camel(name)]!())).toEqual(NAMES.map((_, index) => index))
  expect(own.echo('täxt')).toBe('täxt')
  const object = new own.R()
  expect(object.next()).toBe(9)
  object[dispose]!()
  expect(() => object.next()).toThrow('Not a valid "R" resource')
})
