import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { node, temporaryFolder, unwasi } from './cli.js'
import { assemble } from './wat.js'

const target = fileURLToPath(new URL('../bundlers/harness/no-compiling.mjs', import.meta.url))

describe('unwasi transpile --precompiled', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
  })

  /** Runs `script` with the module of a fixture or file as `guest`, where nothing can be compiled. It prints its result as JSON. */
  const inTarget = async (program: string, script: string, ...options: string[]): Promise<unknown> => {
    const file = path.isAbsolute(program) ? program : fixturePath(program)
    const name = path.basename(program, '.wasm')
    expect(await unwasi(['transpile', ...options, file, '-o', path.join(folder, 'out')])).toMatchObject({ code: 0 })
    const use = path.join(folder, `${name}.mjs`)
    await writeFile(
      use,
      `import * as all from './out/${name}.js'\nconst { default: guest } = all\nconsole.log(JSON.stringify(await (${script})()))`,
    )
    const { code, stdout, stderr } = await node(['--import', target, use])
    return code === 0 ? JSON.parse(stdout.toString()) : stderr
  }
  const failure = (call: string) => `() => ${call}.then(() => 'no error', ({ name, code, message }) => ({ name, code, message }))`

  it('runs a program, which may exit, without compiling', async () => {
    const script = `async () => [await guest(['args', 'x']), (await guest(['exit', '3'])).exitCode, guest.sync(['exit', '4']).exitCode]`
    expect(await inTarget('go', script, '--precompiled')).toEqual([{ exitCode: 0, stdout: 'x\n', stderr: '' }, 3, 4])
  })

  it('ends a program that catches everything except traps', async () => {
    expect(await inTarget('exit-catch-all', 'guest', '--precompiled')).toMatchObject({ exitCode: 42 })
  })

  it('traps for a pointer outside of the memory', async () => {
    expect(await inTarget('out-of-bounds', failure(`guest(['3'])`), '--precompiled')).toMatchObject({ code: 'TRAP' })
  })

  it('makes instances of a library', async () => {
    const script = `async () => [all.add(2, 3), (await guest({ stdout: 'ignore' })).add(3, 4)]`
    expect(await inTarget('library-pure', script, '--precompiled')).toEqual([5, 7])
  })

  it('gives a program functions of JavaScript, which may call it', async () => {
    const text = `(module (import "env" "f" (func $f (param i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (func (export "call") (param i32) (result i32) (call $f (local.get 0)))
      (func (export "_start") (call $exit (call $f (i32.const 2)))))`
    await writeFile(path.join(folder, 'nesting.wasm'), await assemble(text))
    const env = path.join(folder, 'env.mjs')
    await writeFile(env, 'export default (guest) => ({ f: (n) => (n > 0 ? guest.exports.call(n - 1) + 10 : 1) })')
    const script = 'async () => [(await guest()).exitCode, guest.sync().exitCode]'
    expect(await inTarget(path.join(folder, 'nesting.wasm'), script, '--precompiled', '--import', `env=${env}`)).toEqual([21, 21])
  })

  it('runs components, whose core modules are files', async () => {
    expect(await inTarget('p2-hello', 'guest', '--precompiled')).toMatchObject({ exitCode: 0, stdout: 'hello from wat\n' })
    expect(await inTarget('p2-typed', 'async () => (await guest()).add(2, 3)', '--precompiled')).toBe(5)
  })

  it('runs a program as a component', async () => {
    const options = ['--precompiled', '--host', 'preview2']
    expect(await inTarget('exit-catch-all', 'guest', ...options)).toMatchObject({ exitCode: 42 })
  })

  it('is needed there', async () => {
    expect(await inTarget('hello', failure('guest()'))).toMatchObject({
      message: expect.stringContaining('disallowed') as string,
    })
  })
})
