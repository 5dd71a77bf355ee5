import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { componentize } from '@unwasi/core'
import { hasJspi } from '../src/guest/jspi.js'
import { node } from '../src/platform/node.js'
import { makeCommand } from '../src/run/command.js'
import type { RunError } from '../src/errors/run-error.js'
import type { Run, RunOptions } from '../src/types.js'
import { assemble } from './assemble.js'
import { commandOf } from './component-program.js'
import { guest, spec, wat } from './module-program.js'
import { host } from './preview1-parts.js'

/** Prints once, then writes nothing, again and again, within a handler that catches everything it can. */
const stubborn = wat(`
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
    (loop $more
      (try (do (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 0)))) (catch_all (unreachable)))
      (br $more)))`)
const echo = wat(`(func (export "_start") (local $n i32)
  (loop $more
    (local.set $n (call $read (i32.const 4096)))
    (drop (call $write (i32.const 1) (i32.const 2048) (local.get $n)))
    (br_if $more (local.get $n))))`)
const hello = wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))')
/** Waits for an hour. */
const sleeping = `(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "asleep")
  (func (export "_start")
    (i32.store (i32.const 600) (i32.const 1024))
    (i32.store (i32.const 604) (i32.const 6))
    (drop (call $fd_write (i32.const 1) (i32.const 600) (i32.const 1) (i32.const 608)))
    (i32.store (i32.const 16) (i32.const 1))
    (i64.store (i32.const 24) (i64.const 3600000000000))
    (drop (call $poll (i32.const 0) (i32.const 256) (i32.const 1) (i32.const 512)))))`

const failed = async (running: Promise<unknown>): Promise<RunError> => {
  try {
    await running
  } catch (error) {
    return error as RunError
  }
  throw new Error('it did not fail')
}
/** What `run.sync` throws. */
const failedSync = async (run: Run, options: RunOptions<'utf8'>, args: string[] = []): Promise<RunError> => {
  await run.load()
  return failed((async () => run.sync(args, options))())
}

/** A signal that knows its listeners. */
const watched = () => {
  const controller = new AbortController()
  const { signal } = controller
  const listeners = new Set<unknown>()
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  vi.spyOn(signal, 'addEventListener').mockImplementation((type: string, listener: EventListenerOrEventListenerObject) => {
    listeners.add(listener)
    add(type, listener)
  })
  vi.spyOn(signal, 'removeEventListener').mockImplementation((type: string, listener: EventListenerOrEventListenerObject) => {
    listeners.delete(listener)
    remove(type, listener)
  })
  return { signal, listeners, abort: (reason: unknown) => controller.abort(reason) }
}

const pending = new Set<unknown>()
const { setTimeout: set, clearTimeout: clear } = globalThis
/** How many timers were set and have neither fired nor been cleared. The test runner's own timers do not count. */
const timers = () => pending.size
beforeEach(() => {
  pending.clear()
  vi.stubGlobal('setTimeout', (code: () => void, delay: number) => {
    const id = set(() => {
      pending.delete(id)
      code()
    }, delay)
    pending.add(id)
    return id
  })
  vi.stubGlobal('clearTimeout', (id: Parameters<typeof clear>[0]) => {
    pending.delete(id)
    clear(id)
  })
})
afterEach(() => void vi.unstubAllGlobals())

const mine = new Error('mine')

describe('a timeout', () => {
  const late = {
    code: 'TIMEOUT',
    name: 'RunError',
    message: expect.stringMatching(/took too long\n {2}why: .*'timeout' allows 200? ms\.\n/),
  }

  test('ends a guest that calls WASI, past any handler, with what it printed', async () => {
    // This leaves time to print, even if the machine is busy.
    const run = await guest(stubborn)
    expect(await failed(run([], { timeout: 200 }))).toMatchObject({ ...late, stdout: 'hello\n', stderr: '' })
    expect(await failedSync(run, { timeout: 200 })).toMatchObject({ ...late, stdout: 'hello\n' })
    const bytes = await failed(run([], { timeout: 200, encoding: 'bytes' }))
    expect(bytes.stdout).toEqual(new TextEncoder().encode('hello\n'))
  })

  test('ends a traced guest', async () => {
    expect(await failed((await guest(stubborn))([], { timeout: 20, trace: () => undefined }))).toMatchObject(late)
  })

  test('ends a guest that sleeps', async () => {
    const run = await guest(sleeping)
    expect(await failed(run([], { timeout: 200 }))).toMatchObject({ ...late, stdout: 'asleep' })
    expect(await failedSync(run, { timeout: 200 })).toMatchObject({ ...late, stdout: 'asleep' })
    expect(timers()).toBe(0)
  })

  test('is measured by the platform’s clock', async () => {
    const clock = { now: () => 0n, monotonic: () => 0n }
    expect(await failed((await guest(sleeping))([], { timeout: 20, clock }))).toMatchObject(late)
    let time = 0n
    const virtual = { now: () => time, monotonic: () => time, sleep: (ns: bigint) => void (time += ns) }
    expect(await (await guest(sleeping))([], { timeout: 20_000, clock: virtual })).toMatchObject({ exitCode: 0 })
  })

  test('is an error even if the guest returns after its time', async () => {
    expect(await failed((await guest(hello))([], { timeout: 1e-6 }))).toMatchObject({ code: 'TIMEOUT' })
    const silent = await guest('(module (memory (export "memory") 1) (func (export "_start")))')
    expect(await failed(silent([], { timeout: 1e-6 }))).toMatchObject({ code: 'TIMEOUT', stdout: '' })
  })

  test('does not hide a trap', async () => {
    const run = await guest(wat('(func (export "_start") unreachable)'))
    expect(await failed(run([], { timeout: 1e-6 }))).toMatchObject({ code: 'TRAP' })
  })

  test('does not affect a run that has enough time', async () => {
    expect(await (await guest(hello))([], { timeout: 2 ** 40 })).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' })
    const run = await guest(sleeping.replace('3600000000000', '1000000'))
    expect((await run([], { timeout: 2 ** 40 })).stdout).toBe('asleep')
    expect(timers()).toBe(0)
  })

  test('applies to a component', async () => {
    const go = await commandOf(await componentize(fixture('go'), { cache: false }))
    expect(await failed(go(['sleep', '3600000'], { timeout: 100 }))).toMatchObject({ code: 'TIMEOUT' })
    expect(await failedSync(go, { timeout: 100 }, ['sleep', '3600000'])).toMatchObject({ code: 'TIMEOUT' })
    expect(timers()).toBe(0)
  })

  test.runIf(hasJspi())('ends a wait for input, and cancels the stream', async () => {
    for (const run of [await guest(echo), await commandOf(fixture('p2-native'))]) {
      const cancel = vi.fn<() => void>()
      const input = new ReadableStream<string>({ start: (controller) => controller.enqueue('first'), cancel })
      const error = await failed(run([], { timeout: 200, input }))
      expect(error).toMatchObject({ code: 'TIMEOUT', stdout: expect.stringMatching(/first$/) })
      expect(cancel).toHaveBeenCalledOnce()
    }
    expect(timers()).toBe(0)
  })
})

describe('a signal', () => {
  test('that is aborted before the run prevents the load', async () => {
    const run = makeCommand(node)({ format: 1, name: 'x', guest: '/nowhere/x.wasm', host })
    const signal = AbortSignal.abort(mine)
    expect(await failed(run([], { signal }))).toMatchObject({
      code: 'ABORTED',
      cause: mine,
      message: expect.stringMatching(/^x was aborted\n {2}why: .+\n {2}fix: /),
    })
    expect(await failedSync(await guest(hello), { signal })).toMatchObject({ code: 'ABORTED', cause: mine })
  })

  test('ends a run that is waiting for its load', async () => {
    const { signal, listeners, abort } = watched()
    const compile = () => new Promise<never>(() => {})
    const run = makeCommand(() => ({ ...node(), compile }))({ format: 1, name: 'x', guest: './never.wasm', host })
    const running = failed(run([], { signal }))
    expect(listeners.size).toBe(1)
    abort(mine)
    expect(await running).toMatchObject({ code: 'ABORTED', cause: mine })
    expect(listeners.size).toBe(0)
  })

  test('ends the guest at its next WASI call, past any handler', async () => {
    const run = await guest(stubborn)
    const printed: string[] = []
    const options = () => {
      const { signal, abort, listeners } = watched()
      const stdout = (chunk: Uint8Array) => {
        printed.push(Buffer.from(chunk).toString())
        abort(mine)
      }
      return { options: { signal, stdout }, listeners }
    }
    const first = options()
    expect(await failed(run([], first.options))).toMatchObject({ code: 'ABORTED', cause: mine, stdout: '' })
    const second = options()
    expect(await failedSync(run, second.options)).toMatchObject({ code: 'ABORTED', cause: mine })
    expect(printed).toEqual(['hello\n', 'hello\n'])
    expect([first.listeners.size, second.listeners.size]).toEqual([0, 0])
  })

  test('rejects even if the guest makes no further call', async () => {
    const { signal, abort } = watched()
    expect(await failed((await guest(hello))([], { signal, stderr: 'ignore', stdout: abort }))).toMatchObject({ code: 'ABORTED' })
  })

  test('does not hide what a callback throws', async () => {
    const { signal, abort } = watched()
    const stdout = () => {
      abort(new Error('another'))
      throw mine
    }
    await expect((await guest(stubborn))([], { signal, stdout })).rejects.toBe(mine)
  })

  test('has no listener afterwards, however the run ends', async () => {
    const { signal, listeners } = watched()
    const run = await guest(hello)
    expect((await run([], { signal })).exitCode).toBe(0)
    expect(run.sync([], { signal }).exitCode).toBe(0)
    await failed(run([], { signal, maxOutput: 0 }))
    await failed((await guest(wat('(func (export "_start") unreachable)')))([], { signal }))
    await failed(makeCommand(node)({ format: 1, name: 'x', guest: '/nowhere/x.wasm', host })([], { signal }))
    const noInput = makeCommand(() => ({
      ...node(),
      stdin: () => {
        throw mine
      },
    }))(await spec(await assemble(hello)))
    await expect(noInput([], { signal, stdin: 'inherit' })).rejects.toBe(mine)
    const early = makeCommand(node)(await spec(await assemble(hello)))
    expect(() => early.sync([], { signal })).toThrow(/too early/)
    expect(signal.addEventListener).toHaveBeenCalledTimes(7)
    expect(listeners.size).toBe(0)
  })

  test('applies to a component', async () => {
    const native = await commandOf(fixture('p2-native'))
    const { signal, abort } = watched()
    expect(await failed(native(['a', 'b'], { signal, input: 'x', stdout: () => abort(mine) }))).toMatchObject({
      code: 'ABORTED',
      cause: mine,
    })
  })

  describe.runIf(hasJspi())('ends a wait at once (needs JSPI)', () => {
    const soon = (abort: (reason: unknown) => void) => setTimeout(() => abort(mine), 10)

    test('for time', async () => {
      for (const [run, args] of [
        [await guest(sleeping), []],
        [await commandOf(await componentize(fixture('go'), { cache: false })), ['sleep', '3600000']],
      ] as const) {
        const { signal, abort, listeners } = watched()
        await run.load()
        soon(abort)
        expect(await failed(run(args, { signal }))).toMatchObject({ code: 'ABORTED', cause: mine })
        expect(listeners.size).toBe(0)
        expect(timers()).toBe(0)
      }
    })

    test('for input', async () => {
      for (const run of [await guest(echo), await commandOf(fixture('p2-native'))]) {
        const { signal, abort } = watched()
        await run.load()
        soon(abort)
        const ended = vi.fn<() => Promise<IteratorResult<string>>>(async () => ({ done: true, value: undefined }))
        const input = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: ended }) }
        expect(await failed(run([], { signal, input }))).toMatchObject({ code: 'ABORTED', cause: mine })
        expect(ended).toHaveBeenCalledOnce()
      }
    })
  })
})
