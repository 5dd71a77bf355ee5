import { describe, expect, test, vi } from 'vitest'

import type { InputStream } from '../src/stdio/streams.js'
import { HOUR, input, output, pollAsync, timer } from './polling-guest.js'

const waiter = () => {
  let there = false
  let wake = () => {}
  const woken = new Promise<void>((resolve) => (wake = resolve))
  const stdin: InputStream = { readInto: () => 0, ready: () => there, wait: () => woken }
  return { stdin, wake: () => ((there = true), wake()) }
}

describe('poll_oneoff in an async run', () => {
  test('answers at once what is ready', () => {
    expect(pollAsync()([timer(0n)])).toEqual([0])
    expect(pollAsync({ stdin: 'x' })([timer(HOUR), input(), output()])).toEqual([1, 2])
  })

  test('waits without blocking the thread', async () => {
    const answer = pollAsync()([timer(HOUR), timer(2_000_000n)])
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

  test('a clock of the user’s that sleeps is asked in place of waiting', () => {
    const sleep = vi.fn<(ns: bigint) => void>()
    expect(pollAsync({ clock: { now: () => 0n, monotonic: () => 0n, sleep } })([timer(HOUR), timer(5n)])).toEqual([1])
    expect(sleep.mock.calls).toEqual([[5n]])
  })

  test('one that does not is waited for, as long as it says', async () => {
    expect(await pollAsync({ clock: { now: () => 0n, monotonic: () => 0n } })([timer(HOUR), timer(1_000_000n)])).toEqual([1])
  })
})
