import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { node, run, temporaryFolder, unwasi } from './cli.js'
import { assemble } from './wat.js'

const folder = await temporaryFolder()
const guest = path.join(folder, 'guest.wasm')
const file = path.join(folder, 'env.mjs')

beforeAll(async () => {
  const text = `(module
    (import "env" "code" (func $code (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (call $exit (call $code (i32.const 3)))))`
  await writeFile(guest, await assemble(text))
  await writeFile(file, 'export const code = (n) => n + 1')
})

describe('--import', () => {
  it('gives a program the functions of a file', async () => {
    expect(await run(['--import', `env=${file}`, guest])).toEqual({ code: 4, stdout: '', stderr: '' })
  })

  it('names what is missing', async () => {
    const { code, stderr } = await run([guest])
    expect(code).toBe(1)
    expect(stderr).toMatch(/imports env\.code, which is not part of WASI[^]*code\(p0\) \{ return 0 \}, \/\/ \(i32\) -> i32/)
    const empty = path.join(folder, 'empty.mjs')
    await writeFile(empty, 'export default {}')
    expect((await run(['--import', `env=${empty}`, guest])).stderr).toMatch(/functions that are missing: env\.code\(i32\) -> i32/)
  })

  it.each([
    [['--import', 'env'], 2, /names no file/],
    [['--import', '=x.js'], 2, /has no name/],
    [['--import', 'env='], 2, /has no file/],
    [['--import', 'env=./missing.js'], 1, /can't be imported/],
    [['--import', 'wasi_snapshot_preview1=./missing.js'], 1, /unwasi itself provides/],
  ])('refuses %j', async (args, code, message) => {
    const outcome = await run([...args, guest])
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toMatch(message)
  })

  it.each([
    ["'text'", "threw 'text'"],
    ['null', 'threw null'],
    ['undefined', 'threw undefined'],
    ["Symbol('x')", 'threw Symbol(x)'],
    ["new Error('of the file')", 'guest.wasm: of the file'],
  ])('exits with 1 if a function throws %s', async (value, said) => {
    const throwing = path.join(folder, 'throwing.mjs')
    await writeFile(throwing, `export const code = () => { throw ${value} }`)
    const { code, stderr } = await run(['--import', `env=${throwing}`, guest])
    expect([code, stderr]).toEqual([1, expect.stringContaining(said)])
  })

  it.each([
    ['the module', []],
    ['the module for a worker', ['--worker']],
  ])('is in %s that transpile writes: a file beside it, or functions of each call', async (what, more) => {
    const script = async (module: string, options: string) => {
      const main = path.join(folder, `${what}.mjs`)
      const url = JSON.stringify(pathToFileURL(module).href)
      await writeFile(main, `import run from ${url}; console.log((await run([], ${options})).exitCode)`)
      return main
    }
    const out = async (name: string, value: string) => {
      const target = path.join(folder, what, name)
      expect((await unwasi(['transpile', guest, '-o', target, '--import', value, ...more])).code).toBe(0)
      return path.join(target, 'guest.js')
    }
    const named = await out('file', `env=${file}`)
    expect(await readFile(named, 'utf8')).toContain('from "../../env.mjs"')
    const first = await node([await script(named, '{}')])
    expect(first.stdout.toString()).toBe('4\n')
    const given = await out('call', 'env')
    const second = await node([await script(given, '{ imports: { env: { code: () => 9 } } }')])
    expect(second.stdout.toString()).toBe('9\n')
  })
})

describe('functions of toolchains', () => {
  it("are provided: Emscripten's notification, AssemblyScript's abort", async () => {
    const text = `(module
      (import "env" "emscripten_notify_memory_growth" (func $notify (param i32)))
      (import "env" "abort" (func $abort (param i32 i32 i32 i32)))
      (import "env" "trace" (func $trace (param i32 i32 f64 f64 f64 f64 f64)))
      (import "env" "seed" (func $seed (result f64)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 12) "\\04\\00\\00\\00\\a9\\03o\\00")
      (data (i32.const 28) "\\08\\00\\00\\00a\\00.\\00t\\00s\\00")
      (func (export "_start")
        (call $notify (i32.const 0))
        (call $trace (i32.const 16) (i32.const 2) (f64.const 1) (f64.const 2.5) (f64.const 0) (f64.const 0) (f64.const 0))
        (if (f64.lt (call $seed) (f64.const 0)) (then unreachable))
        (call $abort (i32.const 16) (i32.const 32) (i32.const 7) (i32.const -1))))`
    const program = path.join(folder, 'as.wasm')
    await writeFile(program, await assemble(text))
    const { code, stderr } = await run([program])
    expect(code).toBe(134)
    expect(stderr).toMatch(/^trace: Ωo 1, 2\.5\nas\.wasm: abort: Ωo in a\.ts:7:4294967295\n/)
  })
})
