import { describe, expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { hasJspi } from '../src/guest/jspi.js'
import { node } from '../src/platform/node.js'
import { makeReactor } from '../src/run/reactor.js'
import { isRunError } from '../src/errors/run-error.js'
import type { Run } from '../src/types.js'
import { assemble } from './assemble.js'
import { commandOf } from './component-program.js'
import { guest, printing, spec, wat } from './module-program.js'

const mine = new Error('mine')

/** A stream that accepts a chunk when it is told to, or at once. */
const slow = (wait: (chunk: string) => Promise<void> | void = () => {}) => {
  const chunks: string[] = []
  const close = vi.fn<() => void>()
  const stream = new WritableStream<Uint8Array>({
    async write(chunk) {
      const text = Buffer.from(chunk).toString()
      await wait(text)
      chunks.push(text)
    },
    close,
  })
  return { stream, chunks, close }
}

const failed = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )

describe('a stream as output', () => {
  test('has copies of all chunks when the run has ended, and stays open', async () => {
    const out = slow(() => new Promise((resolve) => setTimeout(resolve, 1)))
    const result = await (await guest(printing))([], { stdout: out.stream })
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: 'hello'.repeat(4) })
    expect(out.chunks).toEqual(Array(4).fill('hello\n'))
    expect(out.close).not.toHaveBeenCalled()
    expect(out.stream.locked).toBe(false)
    const [first, second] = [slow(), slow()]
    await (
      await guest(printing)
    )([], { stdout: first.stream, stderr: second.stream })
    expect([first.chunks.length, second.chunks.join('')]).toEqual([4, 'hello'.repeat(4)])
  })

  test('takes a component’s output', async () => {
    const out = slow()
    const native = await commandOf(fixture('p2-native'))
    expect(await native(['one'], { stdout: out.stream, input: 'x' })).toMatchObject({ exitCode: 1, stdout: '' })
    expect(out.chunks.join('')).toBe('guest.wasm\none\nx')
  })

  test('that fails rejects the run with its error, and no rejection is unhandled', async () => {
    for (const at of [1, 3, 4]) {
      let count = 0
      const out = slow(() => {
        if (++count === at) throw mine
      })
      expect(await failed((await guest(printing))([], { stdout: out.stream }))).toBe(mine)
    }
    const broken = new WritableStream({ start: (controller) => controller.error(mine) })
    expect(await failed((await guest(printing))([], { stdout: broken }))).toBe(mine)
    await new Promise((resolve) => setTimeout(resolve))
  })

  test('has what a guest printed before it trapped', async () => {
    const out = slow()
    const run = await guest(
      wat('(func (export "_start") (drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6))) unreachable)'),
    )
    expect(isRunError(await failed(run([], { stdout: out.stream })), 'TRAP')).toBe(true)
    expect(out.chunks).toEqual(['hello\n'])
  })

  test('does not keep a run beyond its timeout or signal', async () => {
    const never = () => slow(() => new Promise(() => {})).stream
    expect(await failed((await guest(printing))([], { stdout: never(), timeout: 300 }))).toMatchObject({
      code: 'TIMEOUT',
      stderr: hasJspi() ? '' : 'hello'.repeat(4),
    })
    const controller = new AbortController()
    setTimeout(() => controller.abort(mine), 20)
    expect(await failed((await guest(printing))([], { stdout: never(), signal: controller.signal }))).toMatchObject({
      code: 'ABORTED',
      cause: mine,
    })
  })

  test('is refused for both outputs at once, and stays untouched', async () => {
    const { stream } = slow()
    const error = await failed((await guest(printing))([], { stdout: stream, stderr: stream }))
    expect(error).toMatchObject({ code: 'BAD_OPTION' })
    expect(stream.locked).toBe(false)
  })

  test('is refused if the call can’t wait', async () => {
    const run: Run = await guest(printing)
    await run.load()
    const refused = expect.objectContaining({
      code: 'UNSUPPORTED_MODE',
      message: expect.stringMatching(/output goes to a stream/),
    })
    expect(() => run.sync([], { stderr: slow().stream })).toThrow(refused)
    const library = makeReactor(node)(await spec(await assemble('(module (func (export "f")))')))
    await expect(library({ stderr: slow().stream })).rejects.toEqual(refused)
  })

  test.skipIf(hasJspi())('queues no more than maxOutput where the guest can’t wait', async () => {
    const out = slow()
    expect(await failed((await guest(printing))([], { stdout: out.stream, maxOutput: 20 }))).toMatchObject({
      code: 'OUTPUT_LIMIT',
      message: expect.stringMatching(/too much to stdout\n {2}why: Option 'maxOutput' allows 20\./),
      stderr: 'hello'.repeat(3),
    })
    expect(out.chunks).toEqual(Array(3).fill('hello\n'))
  })

  test.runIf(hasJspi())('makes the guest wait until it accepts more (needs JSPI)', async () => {
    for (const run of [await guest(printing), await commandOf(fixture('p2-native'))]) {
      const events: string[] = []
      const out = slow(async () => {
        events.push('begun')
        await new Promise((resolve) => setTimeout(resolve, 2))
        events.push('done')
      })
      await run(['one', 'two'], { stdout: out.stream, input: 'x', maxOutput: 100 })
      // There is one write at a time, and none is queued behind it.
      expect(events).toEqual(Array.from({ length: events.length / 2 }, () => ['begun', 'done']).flat())
      expect(events.length).toBeGreaterThan(4)
    }
    const most: number[] = []
    let under = 0
    const stream = {
      locked: false,
      getWriter: () => ({
        get desiredSize() {
          return 1 - under
        },
        get ready() {
          return new Promise((resolve) => setTimeout(resolve, 2))
        },
        async write() {
          most.push(++under)
          await new Promise((resolve) => setTimeout(resolve, 1))
          under = 0
        },
        releaseLock() {},
      }),
    }
    await (
      await guest(printing)
    )([], { stdout: stream })
    expect(most).toEqual([1, 1, 1, 1])
  })
})
