import { transpile } from '@unwasi/core'
import { beforeAll, describe, expect, test } from 'vitest'

import { implement, parse } from '../../../fixtures/components.mjs'
import type { RunInstances } from '../src/instance-types.js'
import type { Run } from '../src/types.js'
import { commandOf } from './component-program.js'

interface Exports {
  'x:a/words@1.0.0': Exports['words']
  words: {
    count(word: string): number
    started(): number
    fails(): void
    leave(code: number): void
    later(): number
  }
  resources: { Word: new (length: number) => { length(): number } }
  add(a: number, b: number): number
}

const WIT = `package x:a@1.0.0;
  interface words {
    count: func(word: string) -> u32;
    started: func() -> u32;
    fails: func() -> result<_, u32>;
    leave: func(code: u32);
    later: async func() -> u32;
  }
  interface resources {
    resource word { constructor(length: u32); length: func() -> u32; }
  }
  world tool {
    import wasi:cli/exit@0.2.0;
    import wasi:cli/environment@0.2.0;
    export wasi:cli/run@0.2.0;
    export words;
    export add: func(a: s32, b: s32) -> s32;
  }
  world only { include command; }
  world command { import wasi:cli/exit@0.2.0; import wasi:cli/environment@0.2.0; export wasi:cli/run@0.2.0; }
  world owner { include tool; export resources; }
  package wasi:cli@0.2.0 {
    interface exit { exit: func(status: result); }
    interface environment { get-arguments: func() -> list<string>; }
    interface run { run: func() -> result; }
  }`

/** A command that fails with one argument, exits successfully with two, and traps with three. */
const CORE = `(module
  (import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))
  (import "wasi:cli/environment@0.2.0" "get-arguments" (func $args (param i32)))
  RESOURCE
  (memory (export "memory") 1)
  (global $started (mut i32) (i32.const 0))
  (global $end (mut i32) (i32.const 1024))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (global.get $end))
    (global.set $end (i32.and (i32.add (i32.add (local.get $at) (local.get 3)) (i32.const 7)) (i32.const -8)))
    (local.get $at))
  (func (export "wasi:cli/run@0.2.0#run") (result i32) (local $given i32)
    (global.set $started (i32.add (global.get $started) (i32.const 1)))
    (call $args (i32.const 16))
    (local.set $given (i32.sub (i32.load (i32.const 20)) (i32.const 1)))
    (if (i32.eq (local.get $given) (i32.const 2)) (then (call $exit (i32.const 0))))
    (if (i32.eq (local.get $given) (i32.const 3)) (then unreachable))
    (local.get $given))
  (func (export "x:a/words@1.0.0#count") (param i32 i32) (result i32) (local.get 1))
  (func (export "x:a/words@1.0.0#started") (result i32) (global.get $started))
  (func (export "x:a/words@1.0.0#fails") (result i32)
    (i32.store8 (i32.const 32) (i32.const 1)) (i32.store (i32.const 36) (i32.const 7)) (i32.const 32))
  (func (export "x:a/words@1.0.0#leave") (param i32) (call $exit (local.get 0)))
  (func (export "x:a/words@1.0.0#later") (result i32) (i32.const 9))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`

const core = (more = '', before = '') => CORE.replace('RESOURCE', before).replace(/\)$/, `${more})`)

/** The same with a resource. */
const OWNER = core(
  `(func (export "x:a/resources@1.0.0#[constructor]word") (param i32) (result i32) (call $new (local.get 0)))
  (func (export "x:a/resources@1.0.0#[method]word.length") (param i32) (result i32) (local.get 0))`,
  '(import "[export]x:a/resources@1.0.0" "[resource-new]word" (func $new (param i32) (result i32)))',
)

/** The component inside another one, with the same exports, so that it counts as composed. */
const composedText = `(component
  (component $inner
    (core module $m (func (export "run") (result i32) (i32.const 0)) (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func $run (result (result)) (canon lift (core func $i "run")))
    (instance $r (export "run" (func $run)))
    (export "wasi:cli/run@0.2.0" (instance $r))
    (func (export "add") (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "add"))))
  (instance $it (instantiate $inner))
  (export "wasi:cli/run@0.2.0" (instance $it "wasi:cli/run@0.2.0"))
  (export "add" (func $it "add")))`

type Tool = Run & RunInstances<Exports, undefined>

let component: Uint8Array
let run: Tool

beforeAll(async () => {
  component = await implement('tool', WIT, core())
  run = (await commandOf(component, {})) as Tool
})

describe('an instance of a component that is a command', () => {
  test('has run, and what it exports can be called', async () => {
    const tool = await run.instantiate()
    expect(tool.exitCode).toBe(0)
    expect(tool.memory).toBeUndefined()
    expect(Object.keys(tool.exports).sort()).toEqual(['add', 'words', 'x:a/words@1.0.0'])
    const { words, add } = tool.exports
    expect([words.count('äö'), words.started(), add(-3, 2)]).toEqual([4, 1, -1])
    expect(words).toBe(tool.exports['x:a/words@1.0.0'])
    expect((await run()).exitCode).toBe(0)
    expect(words.started()).toBe(1)
  })

  test('has functions with async types, which return at once because they are not lifted as async', async () => {
    expect((await run.instantiate()).exports.words.later()).toBe(9)
  })

  test('need not run', async () => {
    const tool = await run.instantiate(['a'], { start: false })
    expect([tool.exitCode, tool.exports.words.started()]).toEqual([undefined, 0])
  })

  test('throws the error of a result, and goes on', async () => {
    const { words } = (await run.instantiate()).exports
    expect(() => words.fails()).toThrow(expect.objectContaining({ payload: 7 }))
    expect(words.count('abc')).toBe(3)
  })

  test('is over after it has failed or exited', async () => {
    const failed = await run.instantiate(['a'])
    expect(failed.exitCode).toBe(1)
    expect(() => failed.exports.add(1, 2)).toThrow(expect.objectContaining({ code: 'ENDED' }))
    const exited = await run.instantiate(['a', 'b'])
    expect(exited.exitCode).toBe(0)
    expect(() => exited.exports.add(1, 2)).toThrow(/exited with code 0/)
    await expect(run.instantiate(['a', 'b', 'c'])).rejects.toMatchObject({ code: 'TRAP' })
  })

  test('is over when it is disposed of', async () => {
    const tool = await run.instantiate()
    tool[Symbol.dispose]()
    expect(() => tool.exports.words.started()).toThrow(expect.objectContaining({ code: 'ENDED' }))
  })

  test('may have resources', async () => {
    const owner = (await commandOf(await implement('owner', WIT, OWNER), {})) as Tool
    const { exports } = await owner.instantiate()
    expect([new exports.resources.Word(5).length(), exports.words.started()]).toEqual([5, 1])
    expect((await owner(['a'])).exitCode).toBe(1)
  })

  test('ends when a call exits or traps', async () => {
    const tool = await run.instantiate()
    expect(() => tool.exports.words.leave(1)).toThrow(expect.objectContaining({ code: 'ENDED' }))
    expect(() => tool.exports.add(1, 2)).toThrow(expect.objectContaining({ code: 'ENDED' }))
  })

  test('of several components can be called', async () => {
    const composed = (await commandOf(await parse(composedText), {})) as Tool
    const tool = await composed.instantiate()
    expect([tool.exitCode, Object.keys(tool.exports), tool.exports.add(1, 2)]).toEqual([0, ['add'], 3])
    expect((await composed()).exitCode).toBe(0)
  })
})

describe('the module of such a component', () => {
  test('shares the compiled modules between run and its instances', async () => {
    const { code } = await transpile(component, { name: 'guest.wasm', cache: false, assetUrl: () => 'guest' })
    const planned = /component\(\{"modules":(\[.*?\]\])/.exec(code)?.[1]
    const modules = /kept: .* typed\((\{.*?\})/.exec(code)?.[1]
    expect(Object.values(JSON.parse(modules!) as object)).toEqual(JSON.parse(planned!))
  })

  test('declares what its instances have, without the interface that runs it', async () => {
    const { types } = await transpile(component, { name: 'guest.wasm', cache: false })
    expect(types).toContain('declare const run: Run_ & RunInstances_<Exports, undefined>')
    expect(types.slice(types.indexOf('export interface Exports'))).not.toContain('wasi:cli/run')
    expect(types).toContain("'x:a/words@1.0.0': typeof")
  })

  test('is the same as before if the component only runs', async () => {
    const only = await implement('only', WIT, core())
    const { code, types } = await transpile(only, { name: 'guest.wasm', cache: false })
    expect(code).not.toMatch(/typed|kept|instances/)
    expect(types).not.toContain('RunInstances')
  })
})
