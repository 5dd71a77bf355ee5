import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { assemble } from './assemble.js'
import { spec, wat } from './module-program.js'

// Only another process can show what a process inherits. This one runs a bundle of this package.

const echo = `(func (export "_start") (local $n i32)
  (loop $more
    (local.set $n (call $read (i32.const 4096)))
    (drop (call $write (i32.const 1) (i32.const 2048) (local.get $n)))
    (br_if $more (local.get $n)))
  (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6))))`
// Exits with the errno of the first write that fails.
const pour = `(func (export "_start") (local $errno i32)
  (loop $more
    (local.set $errno (call $write (i32.const 1) (i32.const 0) (i32.const 65536)))
    (br_if $more (i32.eqz (local.get $errno))))
  (call $proc_exit (local.get $errno)))`
// Waits for standard input or 20 ms, repeatedly. At input it reads it, writes it and ends. The exit code is 10 plus the number of
// timeouts, at most 99.
const polling = `(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $timeouts i32)
    (i64.store (i32.const 0) (i64.const 7)) ;; userdata
    (i32.store8 (i32.const 8) (i32.const 1)) ;; fd_read
    (i32.store (i32.const 16) (i32.const 0)) ;; of 0
    (i64.store (i32.const 48) (i64.const 8))
    (i32.store8 (i32.const 56) (i32.const 0)) ;; clock
    (i32.store (i32.const 64) (i32.const 1)) ;; monotonic
    (i64.store (i32.const 72) (i64.const 20000000))
    (loop $more
      (if (call $poll (i32.const 0) (i32.const 256) (i32.const 2) (i32.const 512)) (then unreachable))
      (if (i64.eq (i64.load (i32.const 256)) (i64.const 8))
        (then
          (if (i32.lt_u (local.get $timeouts) (i32.const 89)) (then (local.set $timeouts (i32.add (local.get $timeouts) (i32.const 1)))))
          (br $more))))
    (i32.store (i32.const 600) (i32.const 1024))
    (i32.store (i32.const 604) (i32.const 100))
    (if (call $fd_read (i32.const 0) (i32.const 600) (i32.const 1) (i32.const 608)) (then unreachable))
    (i32.store (i32.const 604) (i32.load (i32.const 608)))
    (if (call $fd_write (i32.const 1) (i32.const 600) (i32.const 1) (i32.const 608)) (then unreachable))
    (call $proc_exit (i32.add (i32.const 10) (local.get $timeouts)))))`

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'unwasi-'))
  const bundle = await rolldown({ input: fileURLToPath(new URL('../src/index.ts', import.meta.url)), platform: 'neutral' })
  await bundle.write({ dir: path.join(dir, 'runtime'), format: 'esm' })
  await bundle.close()
  for (const [name, text] of Object.entries({ echo: wat(echo), pour: wat(pour), polling })) {
    const { guest } = await spec(await assemble(text))
    await writeFile(path.join(dir, `${name}.wasm`), guest)
  }
  await writeFile(
    path.join(dir, 'main.mjs'),
    `import { command, descriptors, environment, polling } from './runtime/index.js'
    const name = process.argv[2]
    const run = command({ format: 1, name, guest: new URL(name + '.wasm', import.meta.url), host: [descriptors, environment, polling] })
    const { exitCode } = await run([], { stdin: 'inherit', stdout: 'inherit', stderr: 'inherit' })
    process.exitCode = exitCode`,
  )
}, 60_000)
afterAll(() => rm(dir, { recursive: true }))

const start = (name: string): ChildProcess => spawn(process.execPath, [path.join(dir, 'main.mjs'), name], { stdio: 'pipe' })

const finish = async (child: ChildProcess) => {
  const text = { stdout: '', stderr: '' }
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  const exitCode = await new Promise((resolve) => child.once('close', resolve))
  return { exitCode, ...text }
}

describe('a guest that inherits', () => {
  test('reads a pipe to its end, waiting for late input', async () => {
    const child = start('echo')
    const done = finish(child)
    child.stdin!.write('one\n')
    await new Promise((resolve) => child.stdout!.once('data', resolve))
    child.stdin!.write('twö\n')
    child.stdin!.end()
    expect(await done).toEqual({ exitCode: 0, stdout: 'one\ntwö\n', stderr: 'hello\n' })
  })

  test('reads a megabyte', async () => {
    const child = start('echo')
    const done = finish(child)
    const text = '0123456789abcdef'.repeat(65536)
    child.stdin!.end(text)
    expect((await done).stdout === text).toBe(true)
  })

  test('gets EPIPE when the reader of its output is gone', async () => {
    const child = start('pour')
    child.stdout!.once('data', () => child.stdout!.destroy())
    const exitCode = await new Promise((resolve) => child.once('exit', resolve))
    // errno pipe
    expect(exitCode).toBe(64)
  })

  test('loses no output to a slow reader', async () => {
    const child = start('echo')
    const text = 'x'.repeat(1 << 20)
    child.stdin!.end(text)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await finish(child)).stdout.length).toBe(text.length)
  })
})

describe('poll of inherited input and a timer', () => {
  test('wakes up for input at once', async () => {
    const child = start('polling')
    child.stdin!.write('here\n')
    const { exitCode, stdout } = await finish(child)
    expect(stdout).toBe('here\n')
    expect(exitCode).toBe(10)
  })

  // Where input can't be polled without reading it, the read comes first and timers wait.
  test.runIf(process.platform === 'linux')('wakes up for timers until there is input', async () => {
    const child = start('polling')
    const done = finish(child)
    // This is long enough for the process to start and for some timers to run out, however slow the machine is.
    for (let n = 0; n < 100 && child.exitCode === null; n++) await new Promise((resolve) => setTimeout(resolve, 20))
    child.stdin!.write('late\n')
    const { exitCode, stdout } = await done
    expect(stdout).toBe('late\n')
    expect(exitCode).toBeGreaterThan(10)
  })
})

test('the bundle is self-contained', async () => {
  const { command } = (await import(pathToFileURL(path.join(dir, 'runtime', 'index.js')).href)) as { command: unknown }
  expect(command).toBeTypeOf('function')
})
