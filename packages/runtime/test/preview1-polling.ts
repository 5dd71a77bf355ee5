import type { RunOptions } from '../src/types.js'
import { asyncHost, type Guest, type Setup } from './preview1-calls.js'

export const [REALTIME, MONOTONIC] = [0, 1]
export const [CLOCK, READ, WRITE] = [0, 1, 2]
export const HOUR = 3_600_000_000_000n

const [COUNT, INPUT, OUTPUT] = [1024, 4096, 32768]

export interface Subscription {
  tag: number
  userdata?: bigint
  /** The subscription to a descriptor. */
  fd?: number
  /** The subscription to a clock. */
  id?: number
  timeout?: bigint
  absolute?: boolean
}
export interface Event {
  userdata: bigint
  error: number
  tag: number
  bytes: bigint
  flags: number
}

export const timer = (timeout: bigint, more: Partial<Subscription> = {}): Subscription => ({
  tag: CLOCK,
  id: MONOTONIC,
  timeout,
  ...more,
})
export const input = (fd = 0): Subscription => ({ tag: READ, fd })
export const output = (fd = 1): Subscription => ({ tag: WRITE, fd })

/** Writes subscriptions in preview1's layout. Their userdata are their indices, unless given. */
export const putSubscriptions = (guest: Guest, list: readonly Subscription[], at = INPUT): void =>
  list.forEach(({ tag, userdata, fd = 0, id = MONOTONIC, timeout = 0n, absolute = false }, index) => {
    const view = new DataView(guest.memory.buffer, at + 48 * index, 48)
    // Fields that do not belong to the tag have arbitrary contents.
    for (let byte = 0; byte < 48; byte++) view.setUint8(byte, 0xaa)
    view.setBigUint64(0, userdata ?? BigInt(index), true)
    view.setUint8(8, tag)
    view.setUint32(16, tag === CLOCK ? id : fd, true)
    if (tag !== CLOCK) return
    view.setBigUint64(24, BigInt.asUintN(64, timeout), true)
    view.setBigUint64(32, 0n, true)
    view.setUint16(40, Number(absolute), true)
  })

export const getEvents = (guest: Guest): Event[] =>
  Array.from({ length: guest.u32(COUNT) }, (_, index) => {
    const view = new DataView(guest.memory.buffer, OUTPUT + 32 * index, 32)
    return {
      userdata: view.getBigUint64(0, true),
      error: view.getUint16(8, true),
      tag: view.getUint8(10),
      bytes: view.getBigUint64(16, true),
      flags: view.getUint16(24, true),
    }
  })

/** Returns the events that `poll_oneoff` writes for `list`. Throws an Error with the errno's name. */
export const poll = (guest: Guest, list: readonly Subscription[]): Event[] => {
  putSubscriptions(guest, list)
  guest.fill(OUTPUT, 32 * list.length, 0xaa)
  guest.call('poll_oneoff', INPUT, OUTPUT, list.length, COUNT)
  return getEvents(guest)
}
/** The indices of the events that happened. */
export const happened = (guest: Guest, list: readonly Subscription[]): number[] =>
  poll(guest, list).map(({ userdata }) => Number(userdata))

/** Like `happened`, in an async run. It calls the host directly, and gets a promise where the host has to wait. */
export const pollAsync = (options: RunOptions = {}, setup: Setup = {}) => {
  const guest = asyncHost(options, setup)
  return (list: readonly Subscription[]): number[] | Promise<number[]> => {
    putSubscriptions(guest, list)
    const answer = guest.host.functions['poll_oneoff']!(INPUT, OUTPUT, list.length, COUNT) as number | Promise<number>
    const indices = (errno: number) => {
      if (errno) throw new Error(`errno ${errno}`)
      return getEvents(guest).map(({ userdata }) => Number(userdata))
    }
    return answer instanceof Promise ? answer.then(indices) : indices(answer)
  }
}
