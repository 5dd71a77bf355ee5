import { describe, expect, test } from 'vitest'

import { hasJspi } from '../src/guest/jspi.js'
import { node } from '../src/platform/node.js'
import { makeReactor } from '../src/run/reactor.js'
import type { RunOptions } from '../src/types.js'
import { assemble } from './assemble.js'
import { guest, wat } from './module-program.js'
import { host } from './preview1-parts.js'

// What callers pass may fail in odd ways, and the caller hears of it.

const hello = wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))))')
const reading = wat('(func (export "_start") (drop (call $read (i32.const 10))))')
const outcome = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => 'it succeeded',
    (error: unknown) => ({ error }),
  )

describe('an error that is undefined', () => {
  const rejecting = () => new WritableStream({ write: () => Promise.reject() })

  test('of a stream rejects the run', async () => {
    const run = await guest(hello)
    expect(await outcome(run([], { stdout: rejecting() }))).toEqual({ error: undefined })
    expect(await outcome(run([], { stdout: rejecting(), timeout: 60_000 }))).toEqual({ error: undefined })
  })

  test('of a callback rejects the run', async () => {
    const run = await guest(hello)
    const stdout = () => {
      throw undefined
    }
    expect(await outcome(run([], { stdout }))).toEqual({ error: undefined })
  })
})

describe('an instance whose input fails when it is closed', () => {
  const closing = (signal?: AbortSignal): RunOptions => ({
    ...(signal && { signal }),
    stdout: 'ignore',
    input: {
      [Symbol.iterator]: () => ({
        next: () => ({ done: true as const, value: undefined }),
        return() {
          throw new Error('closing')
        },
      }),
    },
  })
  const made = async (options: RunOptions) => {
    const text = wat(`(func (export "_initialize"))
      (func (export "fine") (result i32) (i32.const 1))
      (func (export "trap") unreachable)`)
    const instantiate = makeReactor(node)({ format: 1, name: 'lib.wasm', guest: await assemble(text), host })
    return (await instantiate(options)) as unknown as Record<'fine' | 'trap', () => number> & Record<symbol, () => void>
  }

  test('is ended by its signal without an error in the listener', async () => {
    const { signal, abort } = (() => {
      const controller = new AbortController()
      return { signal: controller.signal, abort: () => controller.abort() }
    })()
    const lib = await made(closing(signal))
    const errors: unknown[] = []
    const listen = (error: unknown) => void errors.push(error)
    process.on('uncaughtException', listen)
    abort()
    await new Promise((resolve) => setTimeout(resolve, 20))
    process.off('uncaughtException', listen)
    expect(errors).toEqual([])
    expect(() => lib.fine()).toThrow(expect.objectContaining({ code: 'ENDED' }))
  })

  test('throws the trap that ended it', async () => {
    const lib = await made(closing())
    expect(() => lib.trap()).toThrow(expect.objectContaining({ code: 'TRAP' }))
  })

  test('throws that error where it is disposed', async () => {
    const lib = await made(closing())
    expect(() => lib[Symbol.dispose]!()).toThrow('closing')
  })
})

test('streams are free again if a run fails while it is set up', async () => {
  const run = await guest(hello)
  await run.load()
  const [out, error] = [new WritableStream(), new WritableStream()]
  const running = run([], { stdout: out, stderr: error })
  // It is free when the options are checked, and not when the run begins.
  error.getWriter()
  await expect(running).rejects.toMatchObject({ code: 'BAD_OPTION', message: expect.stringContaining('stderr') })
  expect(out.locked).toBe(false)
})

test('empty chunks do not keep the guest from its timeout', async () => {
  const run = await guest(reading)
  const endless = {
    *[Symbol.iterator]() {
      for (;;) yield ''
    },
  }
  await expect(run([], { input: endless, timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(() => run.sync([], { input: endless, timeout: 50 })).toThrow(expect.objectContaining({ code: 'TIMEOUT' }))
})

describe.runIf(hasJspi())('with JSPI', () => {
  test('a stream without a queue takes output', async () => {
    const chunks: unknown[] = []
    const stream = new WritableStream({ write: (chunk) => void chunks.push(chunk) }, { highWaterMark: 0 })
    await (
      await guest(hello)
    )([], { stdout: stream })
    expect(chunks).toHaveLength(1)
  })

  test('empty chunks are passed over, and do not keep the guest from its timeout', async () => {
    const run = await guest(reading)
    let left = 100_000
    const input = {
      async *[Symbol.asyncIterator]() {
        while (left-- > 0) yield ''
        yield 'x'
      },
    }
    await run([], { input })
    const endless = {
      async *[Symbol.asyncIterator]() {
        for (;;) yield ''
      },
    }
    await expect(run([], { input: endless, timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  })
})

describe('options are checked as they are used', () => {
  test('an inherited property is not an option', async () => {
    const options = Object.create({ timeout: -5, encoding: 'x' }) as RunOptions
    expect((await (await guest(hello))([], options)).stdout).toBe('hello\n')
  })

  test.each([
    ['a signal that can’t be left', { signal: { aborted: false, addEventListener() {} } }],
    ['a writer that is not a function', { stdout: { getWriter: 1 } }],
    ['a reader that is not a function', { input: { getReader: 1 } }],
    ['an iterator that is not a function', { input: { [Symbol.iterator]: 1 } }],
  ] as const)('%s is refused', async (_, options) => {
    await expect((await guest(hello))([], options as unknown as RunOptions)).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })
})
