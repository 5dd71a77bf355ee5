import { describe, expect, test, vi } from 'vitest'

import { transpile } from '@unwasi/core'
import { fixture } from '../../../fixtures/index.mjs'
import { makeReactor } from '../src/run/reactor.js'
import { hasJspi } from '../src/guest/jspi.js'
import { node } from '../src/platform/node.js'
import { isRunError, type RunError } from '../src/errors/run-error.js'
import type { RunResult } from '../src/types.js'
import { assemble } from './assemble.js'
import { commandOf } from './component-program.js'
import { guest, wat } from './module-program.js'
import { host } from './preview1-parts.js'

const failed = async (running: Promise<unknown>): Promise<RunError> => {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(isRunError(error)).toBe(true)
  return error as RunError
}

/** Writes `size` bytes of `byte` at once, repeatedly, whatever the result, and catches everything that can be caught. */
const flood = (size: number, byte = 97, fd = 1): string => `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") ${Math.ceil(size / 65536) + 1})
  (func (export "_start") (local $i i32)
    (memory.fill (i32.const 65536) (i32.const ${byte}) (i32.const ${size}))
    (i32.store (i32.const 0) (i32.const 65536))
    (i32.store (i32.const 4) (i32.const ${size}))
    (loop $l
      (try (do (drop (call $fd_write (i32.const ${fd}) (i32.const 0) (i32.const 1) (i32.const 16)))) (catch_all))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 110))))))`

describe('maxOutput', () => {
  // This used to end the process, or to give no output at all.
  test.each([
    ['letters', 97],
    ['NULs', 0],
  ])('a guest that prints 2.2 GB of %s is ended at 100 MB', { timeout: 60_000 }, async (_, byte) => {
    const error = await failed((await guest(flood(20_000_000, byte)))())
    expect(error).toMatchObject({ code: 'OUTPUT_LIMIT', stderr: '' })
    expect(error.message).toBe(
      "guest.wasm printed too much to stdout\n  why: Option 'maxOutput' allows 100000000.\n  fix: Pass a larger 'maxOutput'.\n" +
        '  see: https://unwasi.github.io/unwasi/errors#output_limit',
    )
    expect(error.stdout!.length).toBe(100_000_000)
    expect(error.stdout!.slice(-2)).toBe(String.fromCharCode(byte, byte))
  })

  test('applies to each stream, exact to the byte, in both encodings', async () => {
    const run = await guest(
      wat(`(func (export "_start")
        (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
        (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6)))
        (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 1))))`),
    )
    expect(await run([], { maxOutput: 7 })).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: 'hello\nh' })
    expect(await failed(run([], { maxOutput: 6 }))).toMatchObject({
      code: 'OUTPUT_LIMIT',
      message: expect.stringContaining('to stderr') as string,
      stdout: 'hello\n',
      stderr: 'hello\n',
    })
    expect(await failed(run([], { maxOutput: 2, encoding: 'bytes' } as object))).toMatchObject({
      message: expect.stringContaining('to stdout') as string,
      stdout: new TextEncoder().encode('he'),
      stderr: new Uint8Array(0),
    })
    expect(await failed(run([], { maxOutput: 0 }))).toMatchObject({ code: 'OUTPUT_LIMIT', stdout: '' })
  })

  test('does not apply to output that is not captured', async () => {
    const run = await guest(flood(1000))
    const chunks = vi.fn<(chunk: Uint8Array) => void>()
    expect(await run([], { stdout: chunks, maxOutput: 10 })).toMatchObject({ exitCode: 0 })
    expect(chunks).toHaveBeenCalledTimes(110)
    expect(await run([], { stdout: 'ignore', maxOutput: 10 })).toMatchObject({ exitCode: 0 })
  })

  test('applies to a synchronous run', async () => {
    const run = await guest(flood(1000))
    await run.load()
    expect(() => run.sync([], { maxOutput: 10 })).toThrow(
      expect.objectContaining({ code: 'OUTPUT_LIMIT', stdout: 'a'.repeat(10) }),
    )
  })

  test('applies to a component', async () => {
    const run = await commandOf(fixture('p2-hello'))
    expect(await failed(run([], { maxOutput: 5 }))).toMatchObject({ code: 'OUTPUT_LIMIT', stdout: 'hello' })
  })

  test('returns bytes when it is removed and the output does not fit into a string', { timeout: 60_000 }, async () => {
    const error = await failed((await guest(flood(5_000_000)))([], { maxOutput: Infinity }))
    expect(error.code).toBe('OUTPUT_LIMIT')
    expect(error.message).toMatch(/A string can't hold 550000000 bytes\.\n {2}fix: Use `encoding: 'bytes'`/)
    expect(error.stdout).toBeInstanceOf(Uint8Array)
    expect(error.stdout!.length).toBe(550_000_000)
  })
})

/**
 * Grows to `pages` pages and makes a harmless call, catching everything that can be caught. It prints before that, because
 * afterwards printing would trap.
 */
const growing = (pages: number): string =>
  wat(`(func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
    (drop (memory.grow (i32.const ${pages - 1})))
    (try (do (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6)))) (catch_all))
    (try (do (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6)))) (catch_all)))`)

describe('maxMemory', () => {
  test('is checked at each host call', async () => {
    const run = await guest(growing(100))
    expect(await run([], { maxMemory: 100 * 65536 })).toMatchObject({ exitCode: 0, stderr: 'hello\nhello\n' })
    const error = await failed(run([], { maxMemory: 100 * 65536 - 1 }))
    expect(error).toMatchObject({ code: 'MEMORY_LIMIT', stdout: 'hello\n', stderr: '' })
    expect(error.message).toBe(
      "guest.wasm has 6553600 bytes of memory\n  why: Option 'maxMemory' allows 6553599.\n  fix: Pass a larger 'maxMemory'.\n" +
        '  see: https://unwasi.github.io/unwasi/errors#memory_limit',
    )
  })

  test('is checked before the guest starts', async () => {
    const run = await guest('(module (memory (export "memory") 10) (func (export "_start") (loop (br 0))))')
    expect(await failed(run([], { maxMemory: 65536 }))).toMatchObject({ code: 'MEMORY_LIMIT', stdout: '' })
    await run.load()
    expect(() => run.sync([], { maxMemory: 65536 })).toThrow(expect.objectContaining({ code: 'MEMORY_LIMIT' }))
  })

  test('applies to a traced run', async () => {
    const calls: string[] = []
    const running = (await guest(growing(100)))([], { maxMemory: 65536, trace: ({ name }) => void calls.push(name) })
    expect(await failed(running)).toMatchObject({ code: 'MEMORY_LIMIT' })
    expect(calls).toEqual(['fd_write'])
  })

  test.runIf(hasJspi())('applies to a run that waits', async () => {
    const input = (async function* () {
      yield await Promise.resolve('x')
    })()
    const run = await guest(
      wat(`(func (export "_start")
        (drop (call $read (i32.const 1)))
        (drop (memory.grow (i32.const 9)))
        (drop (call $read (i32.const 1))))`),
    )
    expect(await failed(run([], { input, maxMemory: 65536 }))).toMatchObject({ code: 'MEMORY_LIMIT' })
  })

  test('applies to all memories of a component together', async () => {
    const run = await commandOf(fixture('p2-hello'))
    expect((await run([], { maxMemory: 2 ** 30 })).stdout).toBe('hello from wat\n')
    expect(await failed(run([], { maxMemory: 65536 }))).toMatchObject({ code: 'MEMORY_LIMIT' })
  })

  test('ends a library for good', async () => {
    const bytes = await assemble(
      wat(`(func (export "grow") (param i32) (result i32)
        (drop (memory.grow (local.get 0)))
        (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))`),
    )
    const { assets } = await transpile(bytes, { name: 'lib.wasm', cache: false })
    const instantiate = makeReactor(node)({
      format: 1,
      name: 'lib.wasm',
      guest: assets[0]!.bytes as Uint8Array<ArrayBuffer>,
      host,
    })
    const lib = (await instantiate({ stdout: 'ignore', maxMemory: 2 * 65536 })) as unknown as { grow: (pages: number) => number }
    expect(lib.grow(1)).toBe(0)
    expect(() => lib.grow(1)).toThrow(expect.objectContaining({ code: 'MEMORY_LIMIT', stdout: undefined }))
    expect(() => lib.grow(0)).toThrow(expect.objectContaining({ code: 'ENDED', name: 'RunError' }))
    expect(await failed(instantiate({ maxMemory: 10 }))).toMatchObject({ code: 'MEMORY_LIMIT' })
  })
})

describe('an error has a code', () => {
  const hello = wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))')

  test('for a bad option, which is a TypeError', async () => {
    const run = await guest(hello)
    for (const options of [{ maxOutput: -1 }, { maxMemory: 1.5 }, { maxHandles: '3' }, { stdin: 5 }, { nonsense: 1 }]) {
      const error = await failed(run([], options as object))
      expect(error.code).toBe('BAD_OPTION')
      expect(error).toBeInstanceOf(TypeError)
    }
  })

  test('for a missing file', async () => {
    const { makeCommand } = await import('../src/run/command.js')
    const run = makeCommand(node)({ format: 1, name: 'x', guest: '/nowhere/x.wasm', host })
    expect(await failed(run())).toMatchObject({ code: 'LOAD' })
  })

  test('for a way of calling that is not supported', async () => {
    const run = await guest(hello)
    expect(() => run.sync()).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_MODE' }))
  })

  test('but not for the caller’s own error', async () => {
    const run = await guest(hello)
    const inner = await failed(run([], { maxOutput: 0 }))
    const before = { ...inner }
    await expect(
      run([], {
        stdout: () => {
          throw inner
        },
      }),
    ).rejects.toBe(inner)
    expect({ ...inner }).toEqual(before)
  })
})

test('no import finds what every object has', async () => {
  const { makeCommand } = await import('../src/run/command.js')
  // Core refuses such imports when it builds; the runtime links what it is given.
  for (const [module, name] of [
    ['wasi_snapshot_preview1', 'constructor'],
    ['wasi_snapshot_preview1', 'toString'],
  ]) {
    const bytes = await assemble(`(module
      (import "${module}" "${name}" (func (param externref) (result externref)))
      (memory (export "memory") 1)
      (func (export "_start")))`)
    for (const options of [{}, { trace: () => undefined }]) {
      const { tracing } = await import('../src/preview1/trace/tracer.js')
      const run = makeCommand(node)({ format: 1, name: 'x', guest: bytes, host, trace: tracing })
      const running: Promise<RunResult> = run([], options)
      expect(await failed(running)).toMatchObject({ code: 'MISMATCH' })
    }
  }
})
