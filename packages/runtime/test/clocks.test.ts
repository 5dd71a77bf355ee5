import { describe, expect, test, vi } from 'vitest'

import { makeClock } from '../src/platform/clock.js'
import type { RunOptions } from '../src/types.js'
import { guestOf } from './preview1-calls.js'

const OUT = 1024
const [REALTIME, MONOTONIC] = [0, 1]

const clocksOf = async (options: RunOptions = {}) => {
  const guest = await guestOf(options)
  const get = (name: 'clock_time_get' | 'clock_res_get', id: number): bigint => {
    guest.call(name, id, ...(name === 'clock_time_get' ? [0n] : []), OUT)
    return guest.u64(OUT)
  }
  return { guest, time: (id: number) => get('clock_time_get', id), resolution: (id: number) => get('clock_res_get', id) }
}

describe('a clock from the user', () => {
  test('is the only clock that the guest sees', async () => {
    const { time, resolution } = await clocksOf({ clock: { now: () => 5_000_000_123n, monotonic: () => 77n } })
    expect([time(REALTIME), time(MONOTONIC)]).toEqual([5_000_000_123n, 77n])
    expect([resolution(REALTIME), resolution(MONOTONIC)]).toEqual([1n, 1n])
  })

  test('is reported when it gives no whole nanoseconds', async () => {
    const { guest, time } = await clocksOf({
      clock: { now: () => 0.5 as unknown as bigint, monotonic: () => 77 as unknown as bigint },
    })
    expect(time(MONOTONIC)).toBe(77n)
    expect(() => time(REALTIME)).toThrow(WebAssembly.RuntimeError)
    expect(guest.context.failure?.error).toBeInstanceOf(TypeError)
    expect(String(guest.context.failure?.error)).toContain('invalid result of clock.now(): 0.5')
  })

  test.each(['now', 'monotonic'] as const)('whose %s() throws ends the run with its error, past any handler', async (name) => {
    const mine = new RangeError('mine')
    const clock = { now: () => 0n, monotonic: () => 0n }
    clock[name] = () => {
      throw mine
    }
    const { guest } = await clocksOf({ clock })
    const id = name === 'now' ? REALTIME : MONOTONIC
    expect(() => guest.stubborn('clock_time_get', id, 0n, OUT)).toThrow(WebAssembly.RuntimeError)
    expect(guest.context.failure).toEqual({ error: mine })
  })
})

describe('the platform’s clock', () => {
  test('tells the time with a resolution finer than a millisecond', async () => {
    const { time } = await clocksOf()
    const fractions = new Set<bigint>()
    for (let n = 0; n < 200; n++) {
      const before = Date.now()
      const now = time(REALTIME)
      expect(Number(now) / 1e6).toBeGreaterThanOrEqual(before)
      expect(Number(now) / 1e6).toBeLessThan(Date.now() + 1)
      fractions.add(now % 1_000_000n)
    }
    expect(fractions.size).toBeGreaterThan(10)
  })

  test('follows when the system’s wall clock is set', async () => {
    const { time } = await clocksOf()
    time(REALTIME)
    const set = vi.spyOn(Date, 'now').mockReturnValue(1_000_999)
    expect(time(REALTIME) / 1_000_000n).toBe(1_000_999n)
    // The test sets the clock to the next second, and to the previous one.
    set.mockReturnValue(1_001_000)
    expect(time(REALTIME) / 1_000_000n).toBe(1_001_000n)
    set.mockReturnValue(5)
    expect(time(REALTIME) / 1_000_000n).toBe(5n)
    set.mockRestore()
  })

  test('never goes back', async () => {
    const { time } = await clocksOf()
    for (let n = 0, last = 0n; n < 1000; n++) {
      const now = time(MONOTONIC)
      expect(now).toBeGreaterThanOrEqual(last)
      last = now
    }
  })

  test('has a resolution', async () => {
    const { resolution } = await clocksOf()
    for (const id of [REALTIME, MONOTONIC]) {
      expect(resolution(id)).toBeGreaterThan(0n)
      expect(resolution(id)).toBeLessThanOrEqual(1_000_000n)
    }
  })
})

test('no other clocks exist: those of CPU time are unknown', async () => {
  const { time, resolution } = await clocksOf()
  for (const id of [2, 3, 4, -1]) {
    expect(() => time(id)).toThrow('inval')
    expect(() => resolution(id)).toThrow('inval')
  }
})

describe('makeClock', () => {
  test('both forms of the wall clock agree', () => {
    const clock = makeClock(() => 0n, 1n)
    const before = clock.wall()
    const now = Number(clock.now()) / 1e6
    expect(now).toBeGreaterThanOrEqual(before - 0.001)
    expect(now).toBeLessThanOrEqual(clock.wall() + 0.001)
  })

  test('the wall clock follows when the system’s clock is set', () => {
    const clock = makeClock(() => 0n, 1n)
    clock.wall()
    const set = vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
    expect(Math.floor(clock.wall())).toBe(1_000_000)
    set.mockReturnValue(5_000_000)
    expect(Math.floor(clock.wall())).toBe(5_000_000)
    set.mockRestore()
    expect(Math.abs(clock.wall() - Date.now())).toBeLessThan(1000)
  })
})
