import { beforeAll, describe, expect, test } from 'vitest'

import { implement, parse, print } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import type { RunInstances } from '../src/instance-types.js'
import type { Run } from '../src/types.js'
import { commandOf, libraryOf } from './component-program.js'

type Calls = Record<string, (...args: unknown[]) => unknown>

const ALLOCATOR = `(memory (export "memory") 1)
  (global $end (mut i32) (i32.const 4096))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and
      (i32.add (global.get $end) (i32.sub (local.get 2) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get 2))))
    (global.set $end (i32.add (local.get $at) (local.get 3)))
    (if (i32.gt_u (global.get $end) (i32.mul (memory.size) (i32.const 65536))) (then (drop (memory.grow (i32.const 16)))))
    (local.get $at))`

const WIT = `package x:a;
  interface api {
    resource thing { constructor(n: string); length: func() -> u32; }
    greet: func(n: string) -> string;
    take: func(t: thing) -> u32;
    look: func(t: borrow<thing>) -> u32;
    dropped: func() -> u32;
  }
  world provider { export api; }
  world consumer {
    import api;
    export greet: func(n: string) -> string;
    export looked: func() -> u32;
    export taken: func() -> u32;
    export loop: func(times: u32) -> u32;
    export forged: func(handle: u32) -> u32;
    export forged-own: func(handle: u32) -> u32;
    export dropped: func() -> u32;
  }`

const PROVIDER = `(module
  (import "[export]x:a/api" "[resource-new]thing" (func $new (param i32) (result i32)))
  (import "[export]x:a/api" "[resource-rep]thing" (func $rep (param i32) (result i32)))
  (import "[export]x:a/api" "[resource-drop]thing" (func $drop (param i32)))
  ${ALLOCATOR}
  (global $dropped (mut i32) (i32.const 0))
  (func (export "x:a/api#[constructor]thing") (param i32 i32) (result i32)
    (local $at i32)
    (local.set $at (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 4)))
    (i32.store (local.get $at) (local.get 1))
    (call $new (local.get $at)))
  (func (export "x:a/api#[method]thing.length") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "x:a/api#greet") (param i32 i32) (result i32)
    (i32.store (i32.const 200) (local.get 0)) (i32.store (i32.const 204) (local.get 1)) (i32.const 200))
  (func (export "x:a/api#take") (param i32) (result i32)
    (local $length i32)
    (local.set $length (i32.load (call $rep (local.get 0))))
    (call $drop (local.get 0))
    (local.get $length))
  (func (export "x:a/api#look") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "x:a/api#dropped") (result i32) (global.get $dropped))
  (func (export "x:a/api#[dtor]thing") (param i32) (global.set $dropped (i32.add (global.get $dropped) (i32.const 1)))))`

const CONSUMER = `(module
  (import "x:a/api" "greet" (func $greet (param i32 i32 i32)))
  (import "x:a/api" "[constructor]thing" (func $new (param i32 i32) (result i32)))
  (import "x:a/api" "[method]thing.length" (func $length (param i32) (result i32)))
  (import "x:a/api" "take" (func $take (param i32) (result i32)))
  (import "x:a/api" "look" (func $look (param i32) (result i32)))
  (import "x:a/api" "dropped" (func $dropped (result i32)))
  (import "x:a/api" "[resource-drop]thing" (func $drop (param i32)))
  ${ALLOCATOR}
  (func $make (param i32) (result i32) (call $new (i32.const 16) (local.get 0)))
  (func (export "greet") (param i32 i32) (result i32) (call $greet (local.get 0) (local.get 1) (i32.const 300)) (i32.const 300))
  (func (export "looked") (result i32) (local $it i32) (local $all i32)
    (local.set $it (call $make (i32.const 5)))
    (local.set $all (i32.add (call $look (local.get $it)) (call $length (local.get $it))))
    (call $drop (local.get $it))
    (local.get $all))
  (func (export "taken") (result i32) (call $take (call $make (i32.const 7))))
  (func (export "loop") (param i32) (result i32) (local $it i32)
    (local.set $it (call $make (i32.const 3)))
    (loop $again
      (drop (call $look (local.get $it)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0)))
    (local.get $it))
  (func (export "forged") (param i32) (result i32) (call $look (local.get 0)))
  (func (export "forged-own") (param i32) (result i32) (call $take (local.get 0)))
  (func (export "dropped") (result i32) (call $dropped)))`

/** The text of a component as a part of another one. */
const inside = async (name: string, component: Uint8Array): Promise<string> => {
  return (await print(component)).trim().replace(/^\(component/, `(component ${name}`)
}

describe('a component that is composed of two', () => {
  let library: Awaited<ReturnType<typeof libraryOf<Calls>>>
  beforeAll(async () => {
    const [provider, consumer] = [await implement('provider', WIT, PROVIDER), await implement('consumer', WIT, CONSUMER)]
    const names = ['greet', 'looked', 'taken', 'loop', 'forged', 'forged-own', 'dropped']
    library = await libraryOf<Calls>(
      await parse(`(component
        ${await inside('$A', provider)}
        ${await inside('$B', consumer)}
        (instance $a (instantiate $A))
        (instance $b (instantiate $B (with "x:a/api" (instance $a "x:a/api"))))
        ${names.map((name) => `(export "${name}" (func $b "${name}"))`).join('\n')})`),
    )
  })

  test('passes strings from one to the other', async () => {
    const lib = await library()
    for (const text of ['', 'text', 'ä😀'.repeat(10_000)]) expect(lib.greet!(text)).toBe(text)
  })

  test('passes resources, which are disposed of once', async () => {
    const lib = await library()
    expect(lib.looked!()).toBe(10)
    expect(lib.dropped!()).toBe(1)
    expect(lib.taken!()).toBe(7)
    expect(lib.dropped!()).toBe(2)
    for (let times = 0; times < 1000; times++) lib.looked!()
    expect(lib.dropped!()).toBe(1002)
  })

  test('can lend a resource again and again', async () => {
    expect((await library()).loop!(100_000)).toBe(1)
  })

  test.each([0, 1, 2, 7, 0x3fff_ffff, 0x4000_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff])(
    'traps for the handle %i, which it was not given',
    async (handle) => {
      for (const name of ['forged', 'forgedOwn']) {
        const lib = await library()
        expect(() => lib[name]!(handle)).toThrow(/guest.wasm: /)
        expect(() => lib.looked!()).toThrow(/after it ended/)
      }
    },
  )
})

const STREAMS = `package x:out;
  interface api { use wasi:io/streams@0.2.0.{output-stream}; out: func() -> output-stream; lent: func(to: borrow<output-stream>); }
  world provider { import wasi:io/streams@0.2.0; import wasi:cli/stdout@0.2.0; export api; }
  world consumer { import wasi:io/streams@0.2.0; import api; export wasi:cli/run@0.2.0; }
  package wasi:io@0.2.0 {
    interface error { resource error; }
    interface streams {
      use error.{error};
      variant stream-error { last-operation-failed(error), closed }
      resource output-stream { blocking-write-and-flush: func(contents: list<u8>) -> result<_, stream-error>; }
    }
  }
  package wasi:cli@0.2.0 {
    interface stdout { use wasi:io/streams@0.2.0.{output-stream}; get-stdout: func() -> output-stream; }
    interface run { run: func() -> result; }
  }`

const WRITE = '"wasi:io/streams@0.2.0" "[method]output-stream.blocking-write-and-flush" (func $write (param i32 i32 i32 i32))'
const DROP = '"wasi:io/streams@0.2.0" "[resource-drop]output-stream" (func $drop (param i32))'

test('resources of the host pass from one component to another', async () => {
  const provider = await implement(
    'provider',
    STREAMS,
    `(module
      (import "wasi:cli/stdout@0.2.0" "get-stdout" (func $stdout (result i32)))
      (import ${WRITE})
      (import ${DROP})
      ${ALLOCATOR}
      (data (i32.const 16) "lent")
      (func (export "x:out/api#out") (result i32) (call $stdout))
      (func (export "x:out/api#lent") (param i32)
        (call $write (local.get 0) (i32.const 16) (i32.const 4) (i32.const 64))))`,
  )
  const consumer = await implement(
    'consumer',
    STREAMS,
    `(module
      (import "x:out/api" "out" (func $out (result i32)))
      (import "x:out/api" "lent" (func $lent (param i32)))
      (import ${WRITE})
      (import ${DROP})
      ${ALLOCATOR}
      (data (i32.const 16) "given, ")
      (func (export "wasi:cli/run@0.2.0#run") (result i32) (local $out i32)
        (local.set $out (call $out))
        (call $write (local.get $out) (i32.const 16) (i32.const 7) (i32.const 64))
        (call $lent (local.get $out))
        (call $drop (local.get $out))
        (i32.const 0)))`,
  )
  const imports = async (component: Uint8Array): Promise<string> =>
    (await print(component)).match(/^ {2}\((?:type|import|alias)[^]*?(?=^ {2}\(core)/m)![0]
  const run = await commandOf(
    await parse(`(component
      ${await imports(provider)}
      ${await inside('$A', provider)}
      ${await inside('$B', consumer)}
      (instance $a (instantiate $A (with "wasi:io/error@0.2.0" (instance 0)) (with "wasi:io/streams@0.2.0" (instance 1)) (with "wasi:cli/stdout@0.2.0" (instance 2))))
      (instance $b (instantiate $B (with "wasi:io/error@0.2.0" (instance 0)) (with "wasi:io/streams@0.2.0" (instance 1)) (with "x:out/api" (instance $a "x:out/api"))))
      (export "wasi:cli/run@0.2.0" (instance $b "wasi:cli/run@0.2.0")))`),
  )
  expect((await run()).stdout).toBe('given, lent')
})

/** Two components, of which the second gets the function `f` of the first. */
const pair = (given: string, wanted: string, flat = '(result i32)'): Promise<Uint8Array> =>
  parse(`(component
    (component $A
      (core module $m (func (export "f") (result i32) (i32.const 42)))
      (core instance $i (instantiate $m))
      (func (export "f") ${given} (canon lift (core func $i "f"))))
    (component $B
      (import "f" (func $f ${wanted}))
      (core func $lowered (canon lower (func $f)))
      (core module $m (import "" "f" (func $f ${flat})) (func (export "g") (result i32) (i32.add (call $f) (i32.const 1))))
      (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
      (func (export "g") (result u32) (canon lift (core func $i "g"))))
    (instance $a (instantiate $A))
    (instance $b (instantiate $B (with "f" (func $a "f"))))
    (export "g" (func $b "g")))`)

test('numbers pass through a component inside', async () => {
  expect((await (await libraryOf<Calls>(await pair('(result u32)', '(result u32)')))()).g!()).toBe(43)
})

test.each([
  ['(result u32)', '(result char)'],
  ['(result u8)', '(result u32)'],
  ['(result (enum "a"))', '(result (enum "b"))'],
])('a function %s is not passed as %s', async (given, wanted) => {
  await expect(libraryOf(await pair(given, wanted))).rejects.toThrow(/failed to generate the glue|not valid/)
})

describe('a composed command', () => {
  const text = (code: number): string => `(component
    (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
    (component $A
      (core module $m (func (export "f") (result i32) (i32.const ${code})))
      (core instance $i (instantiate $m))
      (func (export "f") (result u32) (canon lift (core func $i "f"))))
    (component $B
      (import "f" (func $f (result u32)))
      (import "exit" (instance $exit (export "exit" (func (param "status" (result))))))
      (core func $lowered (canon lower (func $f)))
      (core func $leave (canon lower (func $exit "exit")))
      (core module $m
        (import "" "f" (func $f (result i32)))
        (import "" "exit" (func $exit (param i32)))
        (func (export "run") (result i32)
          (if (i32.eq (call $f) (i32.const 2)) (then (call $exit (i32.const 0))))
          (if (i32.eq (call $f) (i32.const 3)) (then unreachable))
          (call $f)))
      (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered)) (export "exit" (func $leave))))))
      (func $run (result (result)) (canon lift (core func $i "run")))
      (instance $r (export "run" (func $run)))
      (export "wasi:cli/run@0.2.0" (instance $r)))
    (instance $a (instantiate $A))
    (instance $b (instantiate $B (with "f" (func $a "f")) (with "exit" (instance $exit))))
    (export "wasi:cli/run@0.2.0" (instance $b "wasi:cli/run@0.2.0")))`

  test.each([
    [0, 0],
    [1, 1],
    [2, 0],
  ])('runs: %i ends with code %i', async (code, exitCode) => {
    const run = await commandOf(await parse(text(code)))
    expect((await run()).exitCode).toBe(exitCode)
    await run.load()
    expect(run.sync().exitCode).toBe(exitCode)
  })

  test('traps', async () => {
    await expect((await commandOf(await parse(text(3))))()).rejects.toThrow(/unreachable/)
  })
})

describe('what other tools compose', () => {
  const fixtures = ['composed-wac', 'composed-wasm-tools']

  test.each(fixtures)('%s runs, and its function can be called', async (name) => {
    const run = (await commandOf(fixture(name))) as Run & RunInstances<{ greeting(name: string): string }, undefined>
    expect(await run()).toEqual({ exitCode: 0, stdout: 'Hello\n', stderr: '' })
    const tool = await run.instantiate([], { start: false })
    expect(tool.exports.greeting('jello, ä')).toBe('Hello, ä')
  })
})
