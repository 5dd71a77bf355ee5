// Components that consist of others, in about 30 ms a case.
import { transpile } from '@unwasi/core'
import { implement, parse as assemble, print } from '../../../fixtures/components.mjs'

import { convert, someChange, someOptions } from './convert.mjs'
import { components } from './sources.mjs'
import { parse } from './tree.mjs'

const ALLOCATOR = `(memory (export "memory") 1) (global $end (mut i32) (i32.const 4096))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (i32.and
      (i32.add (global.get $end) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
    (global.set $end (i32.add (local.get $at) (local.get 3)))
    (local.get $at))`

const WIT = `package x:a;
  interface api {
    resource thing { constructor(n: string); length: func() -> u32; }
    greet: func(n: string) -> string;
    take: func(t: thing) -> u32;
    look: func(t: borrow<thing>) -> u32;
  }
  world provider { export api; }
  world consumer { import api; export greet: func(n: string) -> string; export used: func(handle: u32) -> u32; }
  world program { import api; export wasi:cli/run@0.2.0; }
  package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`

const PROVIDER = `(module
  (import "[export]x:a/api" "[resource-new]thing" (func $new (param i32) (result i32)))
  (import "[export]x:a/api" "[resource-rep]thing" (func $rep (param i32) (result i32)))
  (import "[export]x:a/api" "[resource-drop]thing" (func $drop (param i32)))
  ${ALLOCATOR}
  (func (export "x:a/api#[constructor]thing") (param i32 i32) (result i32) (call $new (local.get 1)))
  (func (export "x:a/api#[method]thing.length") (param i32) (result i32) (local.get 0))
  (func (export "x:a/api#greet") (param i32 i32) (result i32)
    (i32.store (i32.const 200) (local.get 0)) (i32.store (i32.const 204) (local.get 1)) (i32.const 200))
  (func (export "x:a/api#take") (param i32) (result i32) (local i32)
    (local.set 1 (call $rep (local.get 0))) (call $drop (local.get 0)) (local.get 1))
  (func (export "x:a/api#look") (param i32) (result i32) (local.get 0))
  (func (export "x:a/api#[dtor]thing") (param i32)))`

const USES = `(import "x:a/api" "greet" (func $greet (param i32 i32 i32)))
  (import "x:a/api" "[constructor]thing" (func $new (param i32 i32) (result i32)))
  (import "x:a/api" "take" (func $take (param i32) (result i32)))
  (import "x:a/api" "look" (func $look (param i32) (result i32)))
  (import "x:a/api" "[resource-drop]thing" (func $drop (param i32)))
  ${ALLOCATOR}`

const CONSUMER = `(module ${USES}
  (func (export "greet") (param i32 i32) (result i32) (call $greet (local.get 0) (local.get 1) (i32.const 300)) (i32.const 300))
  (func (export "used") (param i32) (result i32) (drop (call $look (local.get 0))) (call $take (local.get 0))))`

const PROGRAM = `(module ${USES}
  (func (export "wasi:cli/run@0.2.0#run") (result i32) (local i32)
    (call $greet (i32.const 0) (i32.const 8) (i32.const 300))
    (local.set 0 (call $new (i32.const 0) (i32.const 5)))
    (drop (call $look (local.get 0)))
    (drop (call $take (local.get 0)))
    (call $drop (call $new (i32.const 0) (i32.const 1)))
    (i32.const 0)))`

const inside = async (name, component) => (await print(component)).trim().replace(/^\(component/, `(component ${name}`)

export async function composedSources() {
  const provider = await inside('$A', await implement('provider', WIT, PROVIDER))
  const compose = async (world, wat, exported) => {
    const consumer = await inside('$B', await implement(world, WIT, wat))
    return assemble(`(component ${provider} ${consumer} (instance $a (instantiate $A))
      (instance $b (instantiate $B (with "x:a/api" (instance $a "x:a/api")))) ${exported})`)
  }
  const made = {
    library: await compose('consumer', CONSUMER, '(export "greet" (func $b "greet")) (export "used" (func $b "used"))'),
    program: await compose('program', PROGRAM, '(export "wasi:cli/run@0.2.0" (instance $b "wasi:cli/run@0.2.0"))'),
  }
  await transpile(made.library, { cache: false })
  const sources = Object.entries(made).map(([name, bytes]) => ({ name: `composed ${name}`, bytes, tree: parse(bytes) }))
  return { sources, pool: components().pool }
}

export default {
  name: 'composed',
  share: 4,
  batch: 200,
  open: composedSources,
  make(random, context) {
    return { ...someChange(random, context, ['body']), options: someOptions(random) }
  },
  async check(input) {
    const { outcome } = await convert(input)
    return outcome
  },
}
