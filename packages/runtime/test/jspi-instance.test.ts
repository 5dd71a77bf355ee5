import { beforeEach, describe, expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import type { AsyncInstantiate, AsyncRunInstances } from '../src/async-types.js'
import type { RunError } from '../src/errors/run-error.js'
import { asyncDisposeKey, disposeKey, unwasi } from '../src/exports.js'
import { hasJspi } from '../src/guest/jspi.js'
import type { InstanceOptions } from '../src/instance-types.js'
import { jspi } from '../src/run/jspi-instance.js'
import type { GlobalLike, Guest as ImportedGuest, MemoryLike, Run, RunOptions } from '../src/types.js'
import { libraryOf as componentOf } from './component-program.js'
import { commandOf, libraryOf, type Functions } from './imports-harness.js'
import { wat } from './module-program.js'

interface Guest {
  /** Sleeps for milliseconds, and returns them. */
  sleep(milliseconds: number): number
  /** Reads up to 100 bytes, and returns how many it got. */
  read(): number
  /** Prints `hello`, and returns the errno. */
  print(): number
  count(): number
  trap(): void
  exit(code: number): void
  /** Returns what the imported function `get` returns. */
  get(): number
  memory: MemoryLike
  answer: GlobalLike<number, 'const'>
}
interface AllGuest extends Guest {
  then(): number
}

const functions = `
  (global $count (mut i32) (i32.const 0))
  (global (export "answer") i32 (i32.const 42))
  (func $sleep (export "sleep") (param i32) (result i32)
    (i64.store (i32.const 100) (i64.const 0))
    (i32.store8 (i32.const 108) (i32.const 0))
    (i32.store (i32.const 116) (i32.const 1))
    (i64.store (i32.const 124) (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 1000000)))
    (i64.store (i32.const 132) (i64.const 0))
    (i32.store16 (i32.const 140) (i32.const 0))
    (drop (call $poll (i32.const 100) (i32.const 200) (i32.const 1) (i32.const 300)))
    (local.get 0))
  (func (export "read") (result i32) (call $read (i32.const 100)))
  (func (export "print") (result i32) (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
  (func (export "count") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count))
  (func (export "trap") unreachable)
  (func (export "exit") (param i32) (call $proc_exit (local.get 0)))
  (func (export "get") (result i32) (call $get))
  (func (export "then") (result i32) (i32.const 7))`
const whole = (start: string) =>
  wat(functions + start).replace(
    '(memory',
    `(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
     (import "env" "get" (func $get (result i32)))
     (memory`,
  )

const library = (await libraryOf(whole(''))) as unknown as AsyncInstantiate<Guest, AllGuest>
const starting = (await libraryOf(
  whole('(func (export "_initialize") (drop (call $sleep (i32.const 5))))'),
)) as unknown as AsyncInstantiate<Guest, AllGuest>
const command = (await commandOf(
  whole('(func (export "_start") (drop (call $sleep (i32.const 5))) (call $proc_exit (i32.const 0)))'),
)) as unknown as Run & AsyncRunInstances<Guest>

const get = vi.fn<() => number | Promise<number>>()
beforeEach(() => void get.mockReset().mockReturnValue(1))
const imports = { env: { get } }
const make = (options?: InstanceOptions) => library({ stdout: 'ignore', stderr: 'ignore', imports, ...options, async: jspi })

const mine = new Error('mine')
const later = (ms = 0) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const failed = (running: Promise<unknown>): Promise<RunError> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: RunError) => error,
  )
const dispose = (lib: object): Promise<void> => (lib as Record<symbol, () => Promise<void>>)[asyncDisposeKey()]!()
const disposeNow = (lib: object): void => (lib as Record<symbol, () => void>)[disposeKey()]!()

describe.runIf(hasJspi())('an instance that waits', () => {
  test('has functions that return promises, and its memory and globals', async () => {
    const lib = await make()
    const call = lib.count()
    expect(call).toBeInstanceOf(Promise)
    expect(await call).toBe(1)
    expect(lib.memory).toBeInstanceOf(WebAssembly.Memory)
    expect(lib[unwasi.memory]).toBe(lib.memory)
    expect(lib.answer.value).toBe(42)
    const { then } = lib[unwasi.exports]
    expect(await then()).toBe(7)
    await dispose(lib)
  })

  test('is suspended while it sleeps, also at its start', async () => {
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    const lib = await starting({ imports, async: jspi })
    expect(turns).toBeGreaterThan(0)
    turns = 0
    expect(await lib.sleep(20)).toBe(20)
    expect(turns).toBeGreaterThan(0)
    clearInterval(ticking)
    await dispose(lib)
  })

  test('waits for input', async () => {
    let write: ((chunk: string) => void) | undefined
    const input = (async function* () {
      for (;;) yield await new Promise<string>((resolve) => (write = resolve))
    })()
    const lib = await make({ input })
    const reading = lib.read()
    let done = false
    void reading.then(() => (done = true))
    await later(5)
    expect(done).toBe(false)
    write!('four')
    expect(await reading).toBe(4)
    await dispose(lib)
  })

  test('waits until a stream takes its output', async () => {
    let take: (() => void) | undefined
    const chunks: string[] = []
    const stream = new WritableStream<Uint8Array>({
      write: (chunk) =>
        new Promise((resolve) => {
          take = resolve
          chunks.push(Buffer.from(chunk).toString())
        }),
    })
    const lib = await make({ stdout: stream })
    const printing = lib.print()
    const counting = lib.count()
    await later(5)
    expect(chunks).toEqual(['hello\n'])
    expect(await Promise.race([counting, later(5).then(() => 'waits')])).toBe('waits')
    take!()
    expect(await printing).toBe(0)
    expect(await counting).toBe(1)
    disposeNow(lib)
    expect(stream.locked).toBe(false)
  })

  test('has written everything when it has been disposed of', async () => {
    const chunks: string[] = []
    const slow = new WritableStream<Uint8Array>(
      { write: async (chunk) => void (await later(5), chunks.push(Buffer.from(chunk).toString())) },
      { highWaterMark: 10 },
    )
    const lib = await make({ stdout: slow })
    await lib.print()
    expect(chunks).toEqual([])
    await dispose(lib)
    expect(chunks).toEqual(['hello\n'])
    const broken = await make({
      stdout: new WritableStream({ write: () => Promise.reject(mine) }, { highWaterMark: 10 }),
    })
    await broken.print()
    expect(await failed(dispose(broken))).toBe(mine)
  })

  test('waits for the promises of imported functions', async () => {
    const lib = await make()
    get.mockReturnValue(later(2).then(() => 5))
    expect(await lib.get()).toBe(5)
    get.mockReturnValue(Promise.reject(mine))
    expect(await failed(lib.get())).toBe(mine)
    const late = await failed(lib.count())
    expect([late.code, late.cause]).toEqual(['ENDED', mine])
  })

  test('runs calls one after the other, in the order in which they are made', async () => {
    const lib = await make()
    const order: string[] = []
    let release: ((value: number) => void) | undefined
    get.mockReturnValueOnce(new Promise((resolve) => (release = resolve)))
    const calls = [
      lib.get().then((value) => order.push(`get ${value}`)),
      lib.sleep(3).then(() => order.push('sleep')),
      lib.count().then((value) => order.push(`count ${value}`)),
      lib.count().then((value) => order.push(`count ${value}`)),
    ]
    await later(5)
    expect(order).toEqual([])
    release!(3)
    await Promise.all(calls)
    expect(order).toEqual(['get 3', 'sleep', 'count 1', 'count 2'])
    await dispose(lib)
  })

  test('queues a call that a function makes which the guest calls', async () => {
    const lib = await make()
    let inner: Promise<number> | undefined
    get.mockImplementation(() => {
      inner = lib.count()
      return 9
    })
    expect(await lib.get()).toBe(9)
    expect(await inner).toBe(1)
    await dispose(lib)
  })

  test('lets imported functions call the guest at once, even after they have waited', async () => {
    const lib = await library({
      imports: {
        env: (guest: ImportedGuest) => ({ get: async () => (await later(1), (guest.exports['count'] as () => number)()) }),
      },
      async: jspi,
    })
    expect(await Promise.all([lib.get(), lib.count()])).toEqual([1, 2])
    disposeNow(lib)
    const again = (guest: ImportedGuest) => (guest.exports['get'] as () => number)()
    for (const waits of [false, true]) {
      let calls = 0
      const get = (guest: ImportedGuest) => {
        if (++calls > 1) return later(1).then(() => 7)
        return waits ? later(1).then(() => again(guest)) : again(guest)
      }
      const nesting = await library({ imports: { env: (guest: ImportedGuest) => ({ get: () => get(guest) }) }, async: jspi })
      const error = await failed(nesting.get())
      expect(error.code).toBe('UNSUPPORTED_MODE')
      expect(error.message).toContain('async')
    }
  })

  test.each([
    ['trap', 'TRAP'],
    ['exit', 'ENDED'],
  ] as const)('rejects the calls that wait after a %s', async (name, code) => {
    const lib = await make()
    const [sleeping, ending] = [lib.sleep(2), failed(lib[name](4))]
    const waiting = [failed(lib.count()), failed(lib.sleep(1))] as const
    expect(await sleeping).toBe(2)
    const first = await ending
    expect(first.code).toBe(code)
    for (const error of [await waiting[0], await waiting[1], await failed(lib.count())]) {
      expect([error.code, error.cause]).toEqual(['ENDED', first])
    }
  })

  test('goes on after arguments of the wrong type', async () => {
    const { sleep, count } = await make()
    expect(await failed(sleep(1n as unknown as number))).toBeInstanceOf(TypeError)
    expect(await count()).toBe(1)
  })

  test('is ended by its signal while it waits', async () => {
    const controller = new AbortController()
    get.mockImplementation(never)
    const lib = await make({ signal: controller.signal })
    const [getting, counting] = [lib.get(), lib.count()].map(failed)
    await later(1)
    controller.abort(mine)
    const first = await getting!
    expect([first.code, first.cause]).toEqual(['ABORTED', mine])
    const second = await counting!
    expect([second.code, second.cause]).toEqual(['ENDED', first])
  })

  test('is ended by its signal between calls', async () => {
    const controller = new AbortController()
    const lib = await make({ signal: controller.signal })
    expect(await lib.count()).toBe(1)
    controller.abort(mine)
    const { code, cause } = await failed(lib.count())
    expect([code, (cause as RunError).code]).toEqual(['ENDED', 'ABORTED'])
  })

  test.each(['sleep', 'read', 'get'] as const)('is ended by a timeout, which each call has for itself, in %s', async (name) => {
    get.mockImplementation(never)
    const input = { [Symbol.asyncIterator]: () => ({ next: never }) }
    const lib = await make({ timeout: 400, input })
    for (let call = 0; call < 3; call++) await lib.sleep(180)
    expect((await failed(lib[name](100_000))).code).toBe('TIMEOUT')
    expect((await failed(lib.count())).code).toBe('ENDED')
  })

  test('ends after the call that is under way when it is disposed of', async () => {
    const lib = await make()
    const [sleeping, waiting] = [lib.sleep(5), failed(lib.count())]
    let over = false
    const disposed = dispose(lib).then(() => (over = true))
    await later(1)
    expect(over).toBe(false)
    expect(await sleeping).toBe(5)
    expect((await waiting).message).toContain('disposed')
    await disposed
    await dispose(lib)
    expect((await failed(lib.count())).code).toBe('ENDED')
  })

  test('gives back the caller’s directories and input', async () => {
    const closed = vi.fn<() => Promise<IteratorResult<string>>>(async () => ({ done: true, value: undefined }))
    const lib = await make({ input: { [Symbol.asyncIterator]: () => ({ next: never, return: closed }) } })
    void lib.read().catch(() => {})
    await later()
    disposeNow(lib)
    expect(closed).not.toHaveBeenCalled()
    const other = await make({
      input: { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 'x' }), return: closed }) },
    })
    expect(await other.read()).toBe(1)
    disposeNow(other)
    expect(closed).toHaveBeenCalledOnce()
  })

  test('can be a command, whose main function waits, too', async () => {
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    const tool = await command.instantiate([], { imports, async: jspi })
    expect(turns).toBeGreaterThan(0)
    clearInterval(ticking)
    expect(tool.exitCode).toBe(0)
    expect(tool.exports.memory).toBe(tool.memory)
    expect(await Promise.all([tool.exports.sleep(2), tool.exports.count()])).toEqual([2, 1])
    await dispose(tool)
    expect((await failed(tool.exports.count())).code).toBe('ENDED')
    const idle = await command.instantiate([], { imports, async: jspi, start: false })
    expect(idle.exitCode).toBeUndefined()
    expect(await idle.exports.count()).toBe(1)
    disposeNow(idle)
  })

  test('runs Go, whose goroutines sleep', async () => {
    const go = (await libraryOf(fixture('go-lib'), {})) as unknown as AsyncInstantiate<{ add(a: number, b: number): number }>
    const lib = await go({ async: jspi })
    expect(await Promise.all([lib.add(2, 3), lib.add(4, 5)])).toEqual([5, 9])
    await dispose(lib)
  })

  test('is refused where JavaScript is between the program and WASI', async () => {
    const typed = await componentOf<Functions>(fixture('p2-typed'))
    const error = await failed(typed({ async: jspi } as InstanceOptions))
    expect(error.code).toBe('UNSUPPORTED_MODE')
    expect(error.message).toContain('&worker')
  })
})

const never = (): Promise<never> => new Promise<never>(() => {})

test.skipIf(hasJspi())('an instance that waits is refused without JSPI', async () => {
  for (const making of [make(), command.instantiate([], { imports, async: jspi })]) {
    const error = await failed(making)
    expect(error.code).toBe('UNSUPPORTED_MODE')
    expect(error.message).toContain('JSPI')
    expect(error.message).toContain('&worker')
  }
})

test('the option `async` is nothing but `jspi`', async () => {
  for (const async of [true, false, null, {}, 'jspi'])
    for (const making of [
      library({ imports, async } as unknown as RunOptions),
      command.instantiate([], { imports, async } as unknown as RunOptions),
    ]) {
      const error = await failed(making)
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toContain("option 'async'")
      expect(error.message).toContain('`jspi`')
    }
})

test('without the option `async`, calls return their results at once', async () => {
  const lib = await library({ imports, async: undefined })
  expect(lib.count()).toBe(1)
  expect(asyncDisposeKey() in lib).toBe(false)
})
