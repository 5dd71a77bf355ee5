import { writeFile } from 'node:fs/promises'
import path from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import { implement } from '../../fixtures/components.mjs'
import { fixturePath } from '../../fixtures/index.mjs'
import { run, temporaryFolder } from './cli.js'

const folder = await temporaryFolder()
const library = path.join(folder, 'echo.wasm')
const command = path.join(folder, 'command.wasm')
const typed = fixturePath('p2-typed')

/** A list passes through a function that returns its pointer and length. */
const WIT = `package my:echo@1.0.0;
interface all {
  flags access { read, write-all, delete }
  enum color { red, light-green, none }
  variant shape { dot, circle(f64), %err(option<string>) }
  record point { x: s8, note: option<string>, nested: option<option<u16>> }
  echo: func(all: list<tuple<point, access, color, shape>>) -> list<tuple<point, access, color, shape>>;
  results: func(all: list<result<char, list<f32>>>, last: option<u8>) -> list<result<char, list<f32>>>;
  first: func(all: list<u64>) -> u64;
  answer: func(all: list<u8>) -> result<u64, color>;
}
interface other { first: func() -> bool; }
world library { export all; export other; export nothing: func(); }`

const WAT = `(module (memory (export "memory") 2)
  (global $end (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $end (i32.and (i32.add (global.get $end) (i32.const 7)) (i32.const -8)))
    (global.get $end) (global.set $end (i32.add (global.get $end) (local.get 3))))
  (func $echo (param i32 i32) (result i32)
    (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8))
  (func (export "my:echo/all@1.0.0#echo") (param i32 i32) (result i32) (call $echo (local.get 0) (local.get 1)))
  (func (export "my:echo/all@1.0.0#results") (param i32 i32 i32 i32) (result i32) (call $echo (local.get 0) (local.get 1)))
  (func (export "my:echo/all@1.0.0#first") (param i32 i32) (result i64) (i64.load (local.get 0)))
  ;; It fails if the list has an element.
  (func (export "my:echo/all@1.0.0#answer") (param i32 i32) (result i32)
    (i32.store8 (i32.const 8) (local.get 1)) (i64.store (i32.const 16) (i64.const 1)) (i32.const 8))
  (func (export "my:echo/other@1.0.0#first") (result i32) (i32.const 1))
  (func (export "nothing")))`

const COMMAND_WIT = `package my:tool;
package wasi:cli@0.2.0 { interface run { run: func() -> result; } }
world tool { export wasi:cli/run@0.2.0; export add: func(a: u32, b: u32) -> u32; }`

beforeAll(async () => {
  await writeFile(library, await implement('library', WIT, WAT))
  const wat = `(module (func (export "wasi:cli/run@0.2.0#run") (result i32) unreachable)
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))`
  await writeFile(command, await implement('tool', COMMAND_WIT, wat))
})

const invoke = (file: string, call: string, ...args: string[]) => run(['--invoke', call, file, ...args])

describe('unwasi run --invoke with a component', () => {
  const point = '{x: -1, note: some("a\\"b\\n☃"), nested: some(none)}'
  it.each([
    [`echo([(${point}, {read, delete}, %none, %err(some("e")))])`, `[(${point}, {read, delete}, %none, %err(some("e")))]\n`],
    [
      'echo([({x: 127}, {}, light-green, circle(1e3)), ({x: 0, nested: some(some(5))}, {write-all}, red, dot)])',
      '[({x: 127}, {}, light-green, circle(1000)), ({x: 0, nested: some(some(5))}, {write-all}, red, dot)]\n',
    ],
    [`results(['a', ok('\\''), err([0.1, nan, -inf])])`, `[ok('a'), ok('\\''), err([0.1, nan, -inf])]\n`],
    [`results([], some(1))`, '[]\n'],
    ['all#first([18446744073709551615])', '18446744073709551615\n'],
    ['my:echo/other#first()', 'true\n'],
    ['my:echo/other@1.0.0#first()', 'true\n'],
    ['answer([])', 'ok(1)\n'],
    ['answer([7])', 'err(light-green)\n'],
    ['nothing()', '()\n'],
  ])('%s', async (call, stdout) => {
    expect(await invoke(library, call)).toEqual({ code: 0, stdout, stderr: '' })
  })

  it('prints what the function prints before its result', async () => {
    expect(await invoke(typed, 'log("hi")')).toEqual({ code: 0, stdout: 'hiok\n', stderr: '' })
  })

  it('takes the arguments after the file, too', async () => {
    expect(await invoke(typed, 'divide', '7', '2')).toEqual({ code: 0, stdout: 'ok(3)\n', stderr: '' })
    expect(await invoke(typed, 'divide', '7', '0')).toMatchObject({ code: 0, stdout: 'err("division by zero")\n' })
  })

  it('calls a function of a command, which does not run', async () => {
    expect(await invoke(command, 'add(40, 2)')).toEqual({ code: 0, stdout: '42\n', stderr: '' })
    expect(await invoke(fixturePath('composed-wac'), 'greeting("you")')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^".+"\n$/),
    })
  })

  it.each([
    [typed, 'add(1)', 2, /add takes 2 arguments, not 1: func\(a: u32, b: u32\) -> u32/],
    [library, 'nothing(1)', 2, /nothing takes 0 arguments, not 1: func\(\)/],
    [typed, 'add(1, "x")', 2, /the parameter 'b' of add: `"x"` is not a u32/],
    [typed, 'moved({x: 1, y: 2}, 3)', 2, /the parameter 'p' of .*#moved: a record lacks the field `label`/],
    [typed, 'add(1, 2', 2, /add: the last parenthesis is missing/],
    [
      typed,
      'missing()',
      1,
      /exports no function 'missing'\n {2}why: It exports:\n {4}add: func\(a: u32, b: u32\) -> u32\n[^]*#greet: func\(name: string\)/,
    ],
    [typed, 'total(1)', 1, /'total' can't be called[^]*#total: func\(c: borrow<resource>\) -> u32/],
    [library, 'first()', 1, /several of its interfaces export a function 'first'[^]*all@1\.0\.0#first[^]*other@1\.0\.0#first/],
    [fixturePath('p2-native'), 'run()', 1, /exports no function 'run'[^]*Leave out `--invoke` to run a program/],
    [typed, 'trap()', 134, /unreachable/],
  ])('%s: %s', async (file, call, code, message) => {
    const outcome = await invoke(file, call)
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toMatch(message)
  })
})
