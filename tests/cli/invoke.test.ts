import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { run, temporaryFolder, unwasi } from './cli.js'
import { assemble } from './wat.js'

const folder = await temporaryFolder()
const command = path.join(folder, 'command.wasm')
const initialized = path.join(folder, 'initialized.wasm')
const library = path.join(folder, 'library.wasm')

beforeAll(async () => {
  const printing = (entry: string, more: string) => `(module
    (import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\08\\00\\00\\00\\03\\00\\00\\00hi\\0a")
    (func (export "${entry}") (drop (call $w (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64))))
    ${more})`
  const functions = `
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "argc") (result i32) (drop (call $args (i32.const 64) (i32.const 68))) (i32.load (i32.const 64)))
    (func (export "swap") (param i64 f64) (result f64 i64) (local.get 1) (local.get 0))
    (func (export "trap") unreachable)
    (func (export "leave(int)") (param i32) (call $exit (local.get 0)))`
  await writeFile(command, await assemble(printing('_start', functions)))
  await writeFile(initialized, await assemble(printing('_initialize', '')))
  const called = printing(
    '_initialize',
    '(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))',
  )
  await writeFile(library, await assemble(called))
})

describe('unwasi run --invoke', () => {
  it.each([
    [['add(1, 2)'], [], '3\n'],
    [['add(-1,0xffffffff)'], [], '-2\n'],
    [['add'], ['40', '2'], '42\n'],
    [['swap(-9223372036854775808, 1.5e3)'], [], '1500\n-9223372036854775808\n'],
    [['swap(1, -inf)'], [], '-inf\n1\n'],
    [['argc()'], ['a', 'b'], '3\n'],
  ])('calls a function of a command, whose _start does not run: %j %j', async (call, args, stdout) => {
    expect(await run(['--invoke', ...call, command, ...args])).toEqual({ code: 0, stdout, stderr: '' })
  })

  it.each([0, 9])('exits with the code with which the function exits: %i', async (code) => {
    expect(await run(['--invoke', `leave(int)(${code})`, command])).toEqual({ code, stdout: '', stderr: '' })
    expect(await run(['--invoke', 'leave(int)', command, String(code)])).toEqual({ code, stdout: '', stderr: '' })
  })

  it('calls a function of a library', async () => {
    const { code, stdout } = await run(['--invoke', 'add(20, 22)', fixturePath('library-pure')])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '42\n' })
  })

  it.each([
    ['add(1)', 2, /takes 2 arguments \(i32, i32\), not 1/],
    ['add(1, x)', 2, /'x' is not an i32/],
    ['add(1, 4294967296)', 2, /not an i32/],
    ['swap(1, )', 2, /'' is not an f64/],
    ['missing()', 1, /exports no function 'missing'\n {2}why: It exports add, argc, swap, trap, leave\(int\)\./],
    ['_start()', 1, /exports no function '_start'/],
    ['trap()', 134, /unreachable/],
  ])('%s', async (call, code, message) => {
    const outcome = await run(['--invoke', call, command])
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toMatch(message)
  })
})

describe('a main function in _initialize', () => {
  const hi = { code: 0, stdout: 'hi\n', stderr: '' }

  it('runs', async () => {
    expect(await run([initialized])).toEqual(hi)
  })

  it('runs as a portable component, which is a command', async () => {
    const component = path.join(folder, 'initialized.component.wasm')
    expect(await unwasi(['component', initialized, '-o', component])).toMatchObject({ code: 0 })
    expect(await run([component])).toEqual(hi)
  })

  it('runs as an ES module, as a function', async () => {
    const out = path.join(folder, 'initialized')
    expect(await unwasi(['transpile', initialized, '-o', out])).toMatchObject({ code: 0 })
    const { default: main } = await import(pathToFileURL(path.join(out, 'initialized.js')).href)
    expect(await main()).toEqual({ exitCode: 0, stdout: 'hi\n', stderr: '' })
    expect(await main()).toEqual({ exitCode: 0, stdout: 'hi\n', stderr: '' })
  })

  it('is called a command', async () => {
    expect((await unwasi(['inspect', initialized])).stdout.toString()).toMatch(/kind +a command/)
  })

  it('in a library that has functions to call, says what ran', async () => {
    const { code, stdout, stderr } = await run([library])
    expect([code, stdout]).toEqual([0, 'hi\n'])
    expect(stderr).toMatch(/^note: .*library\.wasm is a library, so only its _initialize ran\. /)
  })
})
