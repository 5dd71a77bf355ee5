import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { rolldown } from 'rolldown'
import { describe, expect, test } from 'vitest'

import { transpile } from '@unwasi/core'
import { fixture } from '../../../fixtures/index.mjs'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { isRunError } from '../src/errors/run-error.js'
import { unwasi } from '../src/exports.js'
import type { InstanceOptions } from '../src/instance-types.js'
import { jspi } from '../src/run/jspi-instance.js'
import { assemble } from './assemble.js'
import { wat } from './module-program.js'
import { libraryInWorker } from './worker-program.js'

interface Guest {
  print(): number
  /** Reads up to 100 bytes, and returns how many it got. */
  read(): number
  count(): number
  long(value: bigint): bigint
  spin(): void
  trap(): void
  exit(code: number): void
  argc(): number
  /** Makes a directory `a` in the first preopen, and returns the errno. */
  mkdir(): number
  reference(): object
}
interface AllGuest extends Guest {
  then(): number
}

const library = await libraryInWorker<Guest, AllGuest>(
  await assemble(
    wat(`
    (global $count (mut i32) (i32.const 0))
    (data (i32.const 1100) "a")
    (func $nothing (export "nothing"))
    (table (export "table") 1 funcref)
    (global (export "answer") i32 (i32.const 42))
    (func (export "_initialize") (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6))))
    (func (export "print") (result i32) (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
    (func (export "read") (result i32) (call $read (i32.const 100)))
    (func (export "count") (result i32)
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (global.get $count))
    (func (export "long") (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
    (func (export "spin") (loop $more (br $more)))
    (func (export "trap") unreachable)
    (func (export "exit") (param i32) (call $proc_exit (local.get 0)))
    (func (export "argc") (result i32)
      (drop (call $args_sizes_get (i32.const 16) (i32.const 20)))
      (i32.load (i32.const 16)))
    (func (export "mkdir") (result i32) (call $mkdir (i32.const 3) (i32.const 1100) (i32.const 1)))
    (elem declare func $nothing)
    (func (export "reference") (result funcref) (ref.func $nothing))
    (func (export "then") (result i32) (i32.const 7))`).replace(
      '(memory',
      `(import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
       (import "wasi_snapshot_preview1" "path_create_directory" (func $mkdir (param i32 i32 i32) (result i32)))
       (memory`,
    ),
  ),
)
const quiet = { stdout: 'ignore', stderr: 'ignore' } as const
const make = (options?: InstanceOptions) => library({ ...quiet, ...options })

const failed = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )
const dispose = (lib: object): Promise<void> =>
  (lib as Record<symbol, () => Promise<void>>)[
    (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('Symbol.asyncDispose')
  ]!()

describe('an instance in a worker', () => {
  test('has functions that return promises, and neither memory nor globals', async () => {
    const lib = await make({ args: ['one', 'two'] })
    expect(await lib.long(5_000_000_000n)).toBe(5_000_000_001n)
    expect(await lib.argc()).toBe(3)
    expect(Object.values(lib).every((value) => typeof value === 'function')).toBe(true)
    expect(lib).not.toHaveProperty('memory')
    expect(lib).not.toHaveProperty('answer')
    const { then } = lib[unwasi.exports]
    expect(await then()).toBe(7)
    await dispose(lib)
  })

  test('takes the option that lets instances wait on the same thread, whose functions return promises, too', async () => {
    const lib = await library({ ...quiet, async: jspi })
    expect(await lib.count()).toBe(1)
    await dispose(lib)
  })

  test('has separate state, and keeps it', async () => {
    const [a, b] = await Promise.all([make(), make()])
    expect(await Promise.all([a.count(), a.count(), b.count(), a.count()])).toEqual([1, 2, 1, 3])
    await Promise.all([dispose(a), dispose(b)])
  })

  test('reads and prints, at its start too', async () => {
    let text = ''
    const print = (chunk: Uint8Array) => void (text += Buffer.from(chunk).toString())
    const input = (async function* () {
      yield 'one'
      await new Promise((resolve) => setTimeout(resolve, 5))
      yield 'four'
    })()
    const lib = await library({ input, stdout: print, stderr: print })
    expect(text).toBe('hello\n')
    expect([await lib.read(), await lib.read(), await lib.read()]).toEqual([3, 4, 0])
    await lib.print()
    expect(text).toBe('hello\nhello\n')
    await dispose(lib)
  })

  test('runs Go', async () => {
    const lib = await (await libraryInWorker<{ add(a: number, b: number): number }>(fixture('go-lib')))(quiet)
    expect(await lib.add(2, 3)).toBe(5)
    await dispose(lib)
  })

  test('rejects wrong arguments and results, and goes on', async () => {
    const lib = await make()
    const wrong = lib as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    expect(await failed(wrong['long']!(5))).toBeInstanceOf(TypeError)
    expect(await failed(wrong['long']!(() => {}))).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
    expect(await failed(lib.reference())).toMatchObject({ name: 'DataCloneError' })
    expect(await lib.long(1n)).toBe(2n)
    await dispose(lib)
  })
})

describe('the end of an instance', () => {
  test('by a trap rejects the calls that wait', async () => {
    const lib = await make()
    const calls = [lib.count(), lib.trap(), lib.count(), lib.count()]
    expect(await Promise.allSettled(calls)).toMatchObject([
      { value: 1 },
      { reason: { name: 'WasiTrapError', code: 'TRAP' } },
      { reason: { code: 'ENDED', cause: { code: 'TRAP' } } },
      { reason: { code: 'ENDED' } },
    ])
    await dispose(lib)
  })

  test('by an exit', async () => {
    const lib = await make()
    expect(await failed(lib.exit(3))).toMatchObject({ code: 'ENDED', exitCode: 3 })
    expect(await failed(lib.count())).toMatchObject({ code: 'ENDED' })
  })

  test('by a timeout, which each call has for itself', async () => {
    const lib = await make({ timeout: 1000 })
    for (let time = 0; time < 3; time++) {
      expect(await lib.count()).toBe(time + 1)
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
    const waiting = lib.spin()
    const next = lib.count()
    expect(await failed(waiting)).toMatchObject({ code: 'TIMEOUT' })
    expect(await failed(next)).toMatchObject({ code: 'ENDED', cause: { code: 'TIMEOUT' } })
  })

  test('by a timeout during its start', async () => {
    const slow = await libraryInWorker<{ f(): void }>(
      await assemble(
        wat(`(func (export "_initialize") (local $n i32)
          (loop $more (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 4000000)))))
          (func (export "f"))`),
      ),
    )
    // It ends at different moments.
    const codeOf = (error: unknown) => isRunError(error) && error.code
    const begun = async (timeout: number): Promise<unknown> => {
      const directory = memoryDirectory()
      const lib = await slow({ timeout, dirs: { '/d': directory } }).catch(codeOf)
      if (typeof lib !== 'object') {
        // An instance that was not made has no directory.
        directory.tree()
        return lib
      }
      const called = await lib.f().then(() => 'made', codeOf)
      await dispose(lib)
      return called
    }
    for (let timeout = 1; timeout < 30; timeout++) expect(['made', 'TIMEOUT']).toContain(await begun(timeout))
  })

  test('by a signal in a call', async () => {
    const controller = new AbortController()
    const lib = await make({ signal: controller.signal })
    const call = failed(lib.spin())
    controller.abort('enough')
    expect(await call).toMatchObject({ code: 'ABORTED', cause: 'enough' })
    expect(await failed(lib.count())).toMatchObject({ code: 'ENDED', cause: { code: 'ABORTED', cause: 'enough' } })
  })

  test('by a signal between calls', async () => {
    const controller = new AbortController()
    const lib = await make({ signal: controller.signal })
    controller.abort('enough')
    expect(await failed(lib.count())).toMatchObject({ code: 'ENDED', cause: { code: 'ABORTED', cause: 'enough' } })
    await dispose(lib)
    expect(await failed(make({ signal: controller.signal }))).toMatchObject({ code: 'ABORTED', cause: 'enough' })
  })

  test("by an error of the caller's own function", async () => {
    const mine = new Error('mine')
    const lib = await library({
      stderr: 'ignore',
      stdout() {
        throw mine
      },
    })
    const call = lib.print()
    const next = failed(lib.count())
    await Promise.allSettled([call])
    expect(await next).toMatchObject({ code: 'ENDED', cause: mine })
  })

  test('by disposing of it, after the call that is under way', async () => {
    const lib = await make()
    const calls = [lib.count(), lib.count()]
    const disposed = dispose(lib)
    expect(await Promise.allSettled(calls)).toMatchObject([{ value: 1 }, { reason: { code: 'ENDED' } }])
    await disposed
    await dispose(lib)
    expect(await failed(lib.count())).toMatchObject({ code: 'ENDED' })
  })

  test('is not held up by a stream that never takes anything', async () => {
    const controller = new AbortController()
    const stdout = new WritableStream<Uint8Array>({ write: () => new Promise(() => {}) })
    const lib = await make({ stdout, signal: controller.signal })
    await lib.print()
    const disposed = dispose(lib)
    controller.abort()
    await disposed
    expect(stdout.locked).toBe(false)
  })

  test('when its start fails', async () => {
    const bytes = await assemble(wat('(func (export "_initialize") unreachable) (func (export "f"))'))
    const directory = memoryDirectory()
    const broken = await libraryInWorker<object>(bytes)
    expect(await failed(broken({ dirs: { '/d': directory } }))).toMatchObject({ name: 'WasiTrapError' })
    expect(directory.tree()).toEqual({})
  })

  test('frees its directory', async () => {
    const directory = memoryDirectory()
    const lib = await make({ dirs: { '/d': directory } })
    expect(await lib.mkdir()).toBe(0)
    expect(() => directory.tree()).toThrow(/in use/)
    expect(await failed(make({ dirs: { '/d': directory } }))).toMatchObject({ code: 'BUSY' })
    await dispose(lib)
    expect(directory.tree()).toEqual({ a: {} })
  })

  test('leaves a directory as it was if the worker is ended', async () => {
    const directory = memoryDirectory()
    const lib = await make({ dirs: { '/d': directory }, timeout: 200 })
    expect(await lib.mkdir()).toBe(0)
    expect(await failed(lib.spin())).toMatchObject({ code: 'TIMEOUT' })
    expect(directory.tree()).toEqual({})
  })

  test('makes its worker free for the next one', async () => {
    for (let time = 0; time < 100; time++) {
      const lib = await make()
      expect(await lib.count()).toBe(1)
      await dispose(lib)
    }
  })
})

describe('refusals', () => {
  test.each([{ clock: { now: () => 0n, monotonic: () => 0n } }, { random: () => {} }])('option %o', async (options) => {
    expect(await failed(make(options))).toMatchObject({ code: 'UNSUPPORTED_MODE' })
  })

  test('a wrong option is a TypeError', async () => {
    expect(await failed(make({ args: 'a' } as object))).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
    expect(await failed(make({ async: true } as object))).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
  })

  test('too many instances', async () => {
    const all = await Promise.all(Array.from({ length: 64 }, () => make()))
    expect(await failed(make())).toMatchObject({ code: 'BUSY' })
    await Promise.all(all.map(dispose))
    await dispose(await make())
  })
})

test('an instance neither keeps the process alive nor outlives its last use', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-worker-library-'))
  try {
    const source = fileURLToPath(new URL('../src/index.ts', import.meta.url))
    const bundle = await rolldown({ input: source, platform: 'node' })
    await bundle.write({ file: path.join(folder, 'runtime.js'), format: 'esm', codeSplitting: false })
    await bundle.close()
    const script = path.join(import.meta.dirname, '../dist/worker.js')
    const { code, assets } = await transpile(fixture('library'), {
      name: 'lib.wasm',
      cache: false,
      runtime: './runtime.js',
      worker: () => ({ bytes: new Uint8Array(0), path: script }),
      assetUrl: ({ path }) =>
        path === undefined ? 'new URL("lib.wasm", import.meta.url)' : JSON.stringify(pathToFileURL(path).href),
    })
    writeFileSync(path.join(folder, 'lib.wasm'), assets[0]!.bytes)
    writeFileSync(path.join(folder, 'lib.mjs'), code)
    writeFileSync(
      path.join(folder, 'main.mjs'),
      `import instantiate, { add, calls } from './lib.mjs'
      import { memoryDirectory } from './runtime.js'
      const directory = memoryDirectory()
      const isFree = () => { try { directory.tree(); return true } catch { return false } }
      const sum = await (await instantiate({ stdout: 'ignore', dirs: { '/': directory } })).add(2, 3)
      const before = isFree()
      for (let turn = 0; turn < 200 && !isFree(); turn++) {
        gc()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      await add(1, 2)
      console.log(JSON.stringify({ sum, before, after: isFree(), calls: await calls() }))`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', path.join(folder, 'main.mjs')], {
      timeout: 60_000,
    })
    expect(stdout.split('\n').sort()).toEqual(['', 'initialised', '{"sum":5,"before":false,"after":true,"calls":1}'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
