import { describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import type { Guest, ImportModule } from '../src/types.js'
import { assemble } from './assemble.js'
import { wat } from './module-program.js'
import { commandInWorker, libraryInWorker } from './worker-program.js'

const given = { imports: { env: true } } as const

/** Calls `env.f` with numbers of all types, and exits with its result. */
const calling = await commandInWorker(
  await assemble(`(module
    (import "env" "f" (func $f (param i32 i64 f32 f64) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (call $exit (call $f (i32.const 16) (i64.const 5000000000) (f32.const 1.5) (f64.const 2.5)))))`),
  given,
)

/** Prints, calls `env.f` past every handler, and prints again. */
const catching = await commandInWorker(
  await assemble(
    wat(`
    (func $print (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))
    (func (export "_start") (call $print) (try (do (call $f)) (catch_all)) (call $print))`).replace(
      '(memory',
      '(import "env" "f" (func $f)) (memory',
    ),
  ),
  given,
)

interface Exports {
  twice(value: number): number
  call(value: number): number
}
/** Passes its parameter to `env.f`. */
const library = await libraryInWorker<Exports>(
  await assemble(`(module
    (import "env" "f" (func $f (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "twice") (param i32) (result i32) (i32.mul (i32.const 2) (local.get 0)))
    (func (export "call") (param i32) (result i32) (call $f (local.get 0))))`),
  given,
)

const failed = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )
const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const forever = () => new Promise<never>(() => {})
const reason = Object.assign(new Error('of the caller'), { with: () => 'what no message has' })
const failing = () => {
  throw reason
}

describe('functions from JavaScript for a program in a worker', () => {
  test('get numbers as WebAssembly has them', async () => {
    const seen: unknown[] = []
    expect((await calling([], { imports: { env: { f: (...args: unknown[]) => seen.push(...args) } } })).exitCode).toBe(4)
    expect(seen).toEqual([16, 5_000_000_000n, 1.5, 2.5])
  })

  test('come from the file of the build, if the call does not give them', async () => {
    const text = `(module
      (import "env" "f" (func $f (result i64))) (import "env" "g" (func $g (result i32 f64)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (func (export "_start") (call $g) (drop) (i32.wrap_i64 (call $f)) (i32.add) (call $exit)))`
    const run = await commandInWorker(await assemble(text), {
      imports: { env: './env.js' },
      namespace: { default: () => ({ f: async () => 5n, g: () => new Set([3, 1.5]) }) },
    })
    expect((await run()).exitCode).toBe(8)
    expect((await run([], { imports: { env: { f: () => 6n } } })).exitCode).toBe(9)
  })

  test('may return promises, while the thread goes on', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 2)
    const f = async () => {
      await later(30)
      return 9
    }
    expect((await calling([], { imports: { env: { f } } })).exitCode).toBe(9)
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(0)
  })

  test('are called after what the guest has printed before', async () => {
    const seen: string[] = []
    await catching([], {
      imports: { env: { f: () => void seen.push('called') } },
      stdout: (chunk) => void seen.push(Buffer.from(chunk).toString()),
    })
    expect(seen).toEqual(['hello\n', 'called', 'hello\n'])
  })

  test('may return anything if the guest takes no result', async () => {
    for (const value of [() => {}, Symbol('odd'), {}, Promise.resolve(globalThis)])
      expect((await catching([], { imports: { env: { f: () => value } } })).stdout).toBe('hello\nhello\n')
  })

  test('are made once for each run, and have neither the memory nor the exports of the guest', async () => {
    let made = 0
    const env = (guest: Guest) => ({ f: () => (made++, guest.memory.buffer.byteLength) })
    expect(await failed(calling([], { imports: { env } }))).toMatchObject({
      code: 'UNSUPPORTED_MODE',
      message: expect.stringMatching(/reads 'guest\.memory'[^]*fix: Import the program without &worker/) as unknown,
    })
    expect(made).toBe(1)
    const exported = (guest: Guest) => ({ f: () => Object.keys(guest.exports).length })
    expect(await failed(calling([], { imports: { env: exported } }))).toMatchObject({
      message: expect.stringContaining("reads 'guest.exports'") as unknown,
    })
  })

  test('that are missing are listed', async () => {
    for (const env of [undefined, { f: 1 }, { g: () => 1 }])
      expect(await failed(calling([], env && { imports: { env } }))).toMatchObject({
        code: 'MISSING_IMPORT',
        message: expect.stringContaining('env.f(i32, i64, f32, f64) -> i32') as unknown,
      })
    expect(await failed(calling([], { imports: { env: (() => 1) as unknown as ImportModule } }))).toMatchObject({
      code: 'BAD_OPTION',
    })
  })

  test('of the runtime are in the worker, and those of the caller come first', async () => {
    const make = await libraryInWorker<{ report(n: number): number; fail(): void }>(fixture('assemblyscript-plain'), given)
    const printed: string[] = []
    const print = (chunk: Uint8Array) => void printed.push(Buffer.from(chunk).toString())
    const lib = await make({ stdout: print, stderr: 'ignore', imports: { env: { 'Date.now': async () => 6 } } })
    expect(await lib.report(3)).toBe(6)
    expect(printed).toEqual(['the start function ran\n', 'n = 3\n'])
    expect(await failed(lib.fail())).toMatchObject({
      code: 'TRAP',
      message: expect.stringMatching(/abort: bad luck in plain\.ts:\d+:\d+/) as unknown,
    })
  })

  test('reach several guests at once', async () => {
    const codes = [20, 30, 40].map((n) => calling([], { imports: { env: { f: async (m: number) => (await later(5), n + m) } } }))
    expect((await Promise.all(codes)).map(({ exitCode }) => exitCode)).toEqual([36, 46, 56])
  })
})

describe('the end of a program in a worker', () => {
  test.each([
    ['is thrown', failing],
    ['comes later', () => Promise.reject(reason)],
  ])('by an error that %s: the very same, past every handler, with the directories', async (_, f) => {
    const directory = memoryDirectory({ 'kept.txt': 'text' })
    expect(await failed(catching([], { imports: { env: { f } }, dirs: { '/': directory } }))).toBe(reason)
    expect(directory.text('kept.txt')).toBe('text')
    expect((await catching([], { imports: { env: { f() {} } } })).stdout).toBe('hello\nhello\n')
  })

  test('by a factory that throws', async () => {
    expect(await failed(calling([], { imports: { env: failing } }))).toBe(reason)
    expect(await failed(library({ imports: { env: failing } }))).toBe(reason)
  })

  test.each([
    [1n, 'a number'],
    [{}, 'a number'],
    [Symbol('odd'), 'a number'],
    [Promise.resolve(() => 1), 'a number'],
  ])('by a result of a wrong type: %s', async (value, expected) => {
    expect(await failed(calling([], { imports: { env: { f: () => value } } }))).toMatchObject({
      name: 'TypeError',
      code: 'BAD_OPTION',
      message: expect.stringMatching(`result of the imported function 'env.f'[^]*must be ${expected}`) as unknown,
    })
  })

  test.each([true, false])('by a RuntimeError, which is a trap (later: %s)', async (isLater) => {
    const made = new WebAssembly.RuntimeError('Aborted()')
    const f = () => {
      if (isLater) return Promise.reject(made)
      throw made
    }
    expect(await failed(catching([], { imports: { env: { f } } }))).toMatchObject({
      name: 'WasiTrapError',
      stdout: 'hello\n',
      message: expect.stringContaining('Aborted()') as unknown,
    })
  })

  test.each(['signal', 'timeout', 'kill'])('by %s during a call, whose end makes no difference', async (how) => {
    const unhandled: unknown[] = []
    const listener = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', listener)
    const controller = new AbortController()
    let fail!: (error: Error) => void
    let start!: () => void
    const called = new Promise<void>((resolve) => (start = resolve))
    const f = () => {
      start()
      return new Promise<void>((_, reject) => (fail = reject))
    }
    const options = { imports: { env: { f } } }
    const program =
      how === 'kill'
        ? catching.spawn([], options)
        : { exited: catching([], { ...options, ...(how === 'signal' ? { signal: controller.signal } : { timeout: 300 }) }) }
    const ended = failed(program.exited)
    await called
    if (how === 'signal') controller.abort('enough')
    if ('kill' in program) program.kill('enough')
    expect(await ended).toMatchObject(how === 'timeout' ? { code: 'TIMEOUT' } : { code: 'ABORTED', cause: 'enough' })
    fail(reason)
    await later(0)
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
    expect((await catching([], { imports: { env: { f() {} } } })).stdout).toBe('hello\nhello\n')
  })
})

describe('functions from JavaScript for a library in a worker', () => {
  const quiet = { stdout: 'ignore', stderr: 'ignore' } as const
  const make = (f: (value: number) => unknown, options = {}) => library({ ...quiet, ...options, imports: { env: { f } } })

  test('answer before the call that calls them', async () => {
    const lib = await make(async (value) => (await later(5), value + 1))
    expect(await Promise.all([lib.call(1), lib.twice(4), lib.call(5)])).toEqual([2, 8, 6])
  })

  test('end the instance with their error', async () => {
    const lib = await make(failing)
    const [first, next] = [failed(lib.call(1)), failed(lib.twice(1))]
    expect(await first).toBe(reason)
    expect(await next).toMatchObject({ code: 'ENDED', cause: reason })
  })

  test('may not call the instance, which would wait for itself', async () => {
    const lib: { call(value: number): Promise<number>; twice(value: number): Promise<number> } = await make(async (value) =>
      value === 1 ? await lib.twice(1) : 2,
    )
    expect(await failed(lib.call(1))).toMatchObject({
      code: 'UNSUPPORTED_MODE',
      message: expect.stringContaining('would wait for the call that made it') as unknown,
    })
    const other = await make((value) => value)
    const through = await make(async (value) => await other.twice(value))
    expect(await through.call(4)).toBe(8)
  })

  test('are ended with their call by a timeout', async () => {
    const lib = await make(forever, { timeout: 200 })
    expect(await failed(lib.call(1))).toMatchObject({ code: 'TIMEOUT' })
    expect(await failed(lib.twice(1))).toMatchObject({ code: 'ENDED' })
  })

  test('are called when it starts', async () => {
    const text = `(module (import "env" "f" (func $f)) (memory (export "memory") 1)
      (func (export "_initialize") (call $f)) (func (export "g")))`
    const starting = await libraryInWorker<{ g(): void }>(await assemble(text), given)
    let called = 0
    await (await starting({ imports: { env: { f: () => void called++ } } })).g()
    expect(called).toBe(1)
    expect(await failed(starting({ imports: { env: { f: failing } } }))).toBe(reason)
  })
})
