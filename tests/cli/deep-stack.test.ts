import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { run, temporaryFolder } from './cli.js'
import { assemble } from './wat.js'

const bin = fileURLToPath(new URL('../../packages/cli/bin/unwasi.js', import.meta.url))
const folder = await temporaryFolder()

// Each call takes 64 bytes or more of the stack, so this depth takes 64 MB.
const DEPTH = 2 ** 20
// Programs of this size get a deep stack without the option.
const LARGE = 2 ** 20

/** A program whose main function calls itself `depth` times, prints `deep` and exits with 7. `length` is its least size in bytes. */
async function recursive(depth: number | 'forever', length = 0): Promise<string> {
  const file = path.join(folder, `recursive-${depth}-${length}.wasm`)
  const bytes = await assemble(`(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 32)
    (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00deep\\n")
    (data (i32.const 1024) "${'a'.repeat(length)}")
    (func $deep (export "deep") (param $n i32) (result i32)
      (if (result i32) (i32.eqz (local.get $n))
        (then (i32.const 0))
        (else (i32.add (i32.const 1) (call $deep (i32.sub (local.get $n) (i32.const 1)))))))
    (func (export "_start")
      ${depth === 'forever' ? '(drop (call $deep (i32.const -1)))' : `(if (i32.ne (call $deep (i32.const ${depth})) (i32.const ${depth})) (then unreachable))`}
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
      (call $exit (i32.const 7))))`)
  await writeFile(file, bytes)
  return file
}

const deep = { code: 7, stdout: 'deep\n', stderr: '' }

describe('a deep stack', () => {
  it('is there for a large program', async () => {
    expect(await run([await recursive(DEPTH, LARGE)])).toEqual(deep)
  })

  it('is there for a small program with --stack-size, and otherwise the message names the option', async () => {
    const file = await recursive(DEPTH)
    expect(await run(['--stack-size', '256M', file])).toEqual(deep)
    const { code, stdout, stderr } = await run([file])
    expect({ code, stdout }).toEqual({ code: 134, stdout: '' })
    expect(stderr).toMatch(/^recursive-1048576-0\.wasm: Maximum call stack size exceeded\n(?: {4}in deep\n)+ {2}why: The stack/)
    expect(stderr).toMatch(/Node's main thread, about 1 MB\.\n {2}fix: .*--stack-size 256M\.\n$/)
  })

  it('costs only the thread that has it the time to load core and the runtime', async () => {
    const coverage = await mkdtemp(path.join(folder, 'coverage-'))
    expect(await run(['--trace', await recursive(DEPTH, LARGE)], { env: { NODE_V8_COVERAGE: coverage } })).toMatchObject({
      code: 7,
    })
    // Node writes a file for each thread, whose name ends with the thread's number.
    const loaded = async (thread: number) => {
      const name = (await readdir(coverage)).find((one) => one.endsWith(`-${thread}.json`))!
      const { result } = JSON.parse(await readFile(path.join(coverage, name), 'utf8')) as { result: { url: string }[] }
      return result.map(({ url }) => path.basename(url)).filter((one) => ['run.js', 'program.js'].includes(one))
    }
    // `program.js` has core and the runtime.
    expect(await loaded(0)).toEqual(['run.js'])
    expect((await loaded(1)).toSorted()).toEqual(['program.js', 'run.js'])
  })

  it('is there for functions that are called and for traced programs', async () => {
    const file = await recursive(DEPTH, LARGE)
    expect(await run(['--invoke', `deep(${DEPTH})`, file])).toEqual({ code: 0, stdout: `${DEPTH}\n`, stderr: '' })
    const { code, stdout, stderr } = await run(['--trace', file])
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'deep\n' })
    expect(stderr).toMatch(/^fd_write\(fd=1, .*\n.*proc_exit\(rval=7\)/m)
  })

  it.each([
    ['8M', '8 MB', 'give it a larger stack: --stack-size 32M'],
    ['1073741824', '1024 MB', 'make it recurse less'],
  ])('ends a program that recurses forever: %s', async (size, limit, advice) => {
    const { code, stdout, stderr } = await run(['--stack-size', size, await recursive('forever')])
    expect({ code, stdout }).toEqual({ code: 134, stdout: '' })
    const [message, ...others] = stderr.trimEnd().split('\n')
    expect(message).toBe('recursive-forever-0.wasm: Maximum call stack size exceeded')
    expect(others.slice(-3)).toEqual([
      '    in deep',
      `  why: The stack overflowed. Its limit is ${limit}.`,
      `  fix: If the program does not recurse forever, ${advice}.`,
    ])
  })

  it.each(['1023K', '1025M', 'much'])('refuses --stack-size %s', async (size) => {
    const { code, stderr } = await run(['--stack-size', size, fixturePath('hello')])
    expect(code).toBe(2)
    expect(stderr).toContain(`error: --stack-size '${size}' is not a size`)
  })
})

describe.each([
  ['', []],
  [' with a deep stack', ['--stack-size=64M']],
  [' with a deep stack, traced', ['--stack-size=64M', '--trace']],
])('functions in JavaScript%s', (_name, options) => {
  async function withImport(source: string) {
    const file = path.join(folder, 'imports.wasm')
    await writeFile(
      file,
      await assemble(`(module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "host" "call" (func $call (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\08\\00\\00\\00\\06\\00\\00\\00guest\\n")
        (func $print (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))
        (func (export "_start")
          call $print (call $call (i32.const 1))
          call $print (call $call (i32.const 2))
          call $print))`),
    )
    const script = path.join(folder, `imports-${source.length}.mjs`)
    await writeFile(script, source)
    const { code, stdout, stderr } = await run([...options, '--import', `host=${script}`, file])
    return { code, stdout, stderr: stderr.replace(/^fd_write\(.*\n/gm, '') }
  }

  it('print in order', async () => {
    expect(await withImport('export const call = (n) => console.log(`host ${n}`)')).toEqual({
      code: 0,
      stdout: 'guest\nhost 1\nguest\nhost 2\nguest\n',
      stderr: '',
    })
  })

  it('can end the process', async () => {
    expect(await withImport("export const call = (n) => { if (n === 2) { console.error('bye'); process.exit(9) } }")).toEqual({
      code: 9,
      stdout: 'guest\nguest\n',
      stderr: 'bye\n',
    })
  })

  it('throw what they like', async () => {
    const { code, stdout, stderr } = await withImport("export const call = () => { throw new TypeError('no such thing') }")
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'guest\n' })
    expect(stderr).toContain('error: ')
    expect(stderr).toContain('no such thing')
  })

  it('keep the process alive while they have work to do', async () => {
    const source = "export const call = (n) => void setTimeout(() => console.log('later', n), 50 * n)"
    expect(await withImport(source)).toMatchObject({ code: 0, stdout: 'guest\nguest\nguest\nlater 1\nlater 2\n' })
  })
})

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends a program with a deep stack that waits for input: %s', async (signal) => {
    const child = spawn(process.execPath, [bin, 'run', fixturePath('go'), 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.write('some input')
    // It has read this, and waits for more.
    await once(child.stdout, 'data')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([null, signal])
  })
})
