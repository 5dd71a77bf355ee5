import { describe, expect, test, vi } from 'vitest'

import type { InputStream } from '../src/stdio/streams.js'
import { HOUR, input, output, pollAsync, timer } from './preview1-polling.js'

const waiter = () => {
  let there = false
  let wake = () => {}
  const woken = new Promise<void>((resolve) => (wake = resolve))
  const stdin: InputStream = { readInto: () => 0, ready: () => there, wait: () => woken }
  return { stdin, wake: () => ((there = true), wake()) }
}

describe('poll_oneoff in an async run', () => {
  test('returns at once if a subscription is ready', () => {
    expect(pollAsync()([timer(0n)])).toEqual([0])
    expect(pollAsync({ input: 'x' })([timer(HOUR), input(), output()])).toEqual([1, 2])
  })

  test('waits without blocking the thread', async () => {
    const answer = pollAsync()([timer(HOUR), timer(100_000_000n)])
    expect(answer).toBeInstanceOf(Promise)
    expect(await answer).toEqual([1])
  })

  test('input ends a wait, and its timer is cleared', async () => {
    const cleared = vi.spyOn(globalThis, 'clearTimeout')
    const { stdin, wake } = waiter()
    const answer = pollAsync({}, { stdin })([timer(HOUR), input()])
    setTimeout(wake, 1)
    expect(await answer).toEqual([1])
    expect(cleared).toHaveBeenCalledOnce()
    cleared.mockRestore()
  })

  test('a timer ends a wait for input, which may come later', async () => {
    const { stdin, wake } = waiter()
    const poll = pollAsync({}, { stdin })
    expect(await poll([timer(1_000_000n), input()])).toEqual([0])
    const answer = poll([input()])
    wake()
    expect(await answer).toEqual([0])
  })

  test('a timer of 2^64 - 1 nanoseconds does not overflow setTimeout', async () => {
    const { stdin, wake } = waiter()
    const delays = vi.spyOn(globalThis, 'setTimeout')
    const answer = pollAsync({}, { stdin })([timer(-1n), input()])
    expect(delays.mock.calls[0]![1]).toBe(2 ** 31 - 1)
    delays.mockRestore()
    wake()
    expect(await answer).toEqual([1])
  })

  test('the user’s clock is used for waiting if it can sleep', () => {
    const sleep = vi.fn<(ns: bigint) => void>()
    expect(pollAsync({ clock: { now: () => 0n, monotonic: () => 0n, sleep } })([timer(HOUR), timer(5n)])).toEqual([1])
    expect(sleep.mock.calls).toEqual([[5n]])
  })

  test('the user’s clock is waited for as long as it says if it cannot sleep', async () => {
    expect(await pollAsync({ clock: { now: () => 0n, monotonic: () => 0n } })([timer(HOUR), timer(1_000_000n)])).toEqual([1])
  })
})

describe('a guest that only polls for input, repeatedly', () => {
  /** Runs like a guest: results that are not promises give the event loop no turn. */
  const looks = async (poll: ReturnType<typeof pollAsync>, most = 1000): Promise<number> => {
    for (let look = 1; look <= most; look++) {
      const answer = poll([timer(0n), input()])
      const happened = answer instanceof Promise ? await answer : answer
      if (happened.includes(1)) return look
      expect(happened).toEqual([0])
    }
    throw new Error('no input')
  }

  test('gets it when it comes', async () => {
    const later = async function* (milliseconds: number) {
      if (milliseconds) await new Promise((resolve) => setTimeout(resolve, milliseconds))
      yield 'x'
    }
    expect(await looks(pollAsync({ input: later(0) }))).toBeLessThan(4)
    expect(await looks(pollAsync({ input: later(10) }))).toBeGreaterThan(1)
  })

  test('gives the event loop a turn each time', async () => {
    const { stdin, wake } = waiter()
    const poll = pollAsync({}, { stdin })
    let turns = 0
    const turn = (): void => void (++turns < 3 ? setTimeout(turn) : wake())
    setTimeout(turn)
    await looks(poll)
    expect(turns).toBe(3)
    // A guest that only asks for the time has nothing to wait for.
    expect(poll([timer(0n)])).toEqual([0])
  })

  test('learns that a source failed meanwhile', async () => {
    const mine = new Error('mine')
    // oxlint-disable-next-line require-yield -- it fails first
    const failing = async function* (): AsyncGenerator<string> {
      throw mine
    }
    await expect(looks(pollAsync({ input: failing() }))).rejects.toThrow(WebAssembly.RuntimeError)
  })

  test('leaves nothing behind', async () => {
    let there = false
    let wake = () => {}
    const woken = new Promise<void>((resolve) => (wake = resolve))
    const then = vi.spyOn(woken, 'then')
    // The clock stands still, so each of these calls waits.
    const clock = { now: () => 0n, monotonic: () => 0n }
    const poll = pollAsync({ clock }, { stdin: { readInto: () => 0, ready: () => there, wait: () => woken } })
    const watchers = new Set<Set<unknown>>()
    const { add } = Set.prototype
    Object.assign(Set.prototype, {
      add(this: Set<unknown>, value: unknown) {
        if (typeof value === 'function' && this !== watchers) add.call(watchers, this)
        return add.call(this, value)
      },
    })
    try {
      for (let wait = 0; wait < 1000; wait++) expect(await poll([timer(1n), input()])).toEqual([0])
    } finally {
      Object.assign(Set.prototype, { add })
    }
    expect(then).toHaveBeenCalledOnce()
    expect([...watchers].map(({ size }) => size)).toEqual([0])
    const answer = poll([timer(HOUR), input()])
    there = true
    wake()
    expect(await answer).toEqual([1])
  })
})

describe('a source that fails', () => {
  const failing = () => {
    let fail = () => {}
    const failure = new Promise<never>((_, reject) => (fail = () => reject(new Error('mine'))))
    return { options: { input: { [Symbol.asyncIterator]: () => ({ next: () => failure }) } }, fail }
  }

  test('ends a wait', async () => {
    const { options, fail } = failing()
    const answer = pollAsync(options)([timer(HOUR), input()])
    fail()
    await expect(answer).rejects.toThrow(WebAssembly.RuntimeError)
  })

  test('between two waits ends the second one', async () => {
    const { options, fail } = failing()
    const poll = pollAsync(options)
    expect(await poll([timer(1_000_000n), input()])).toEqual([0])
    fail()
    await new Promise((resolve) => setTimeout(resolve))
    await expect(poll([timer(HOUR), input()])).rejects.toThrow(WebAssembly.RuntimeError)
  })
})

test('a timer that passes during the check waits for 0 and not for less', async () => {
  const delays = vi.spyOn(globalThis, 'setTimeout')
  for (let timeout = 5n; timeout < 100n; timeout += 10n) {
    let now = 0n
    const clock = { now: () => 0n, monotonic: () => (now += 10n) }
    expect(await pollAsync({ clock }, { stdin: waiter().stdin })([timer(timeout), input()])).toEqual([0])
  }
  expect(delays.mock.calls.length).toBeGreaterThan(0)
  for (const [, delay = 0] of delays.mock.calls) expect(delay).toBeGreaterThanOrEqual(0)
  delays.mockRestore()
})
