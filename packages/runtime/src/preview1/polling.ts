import { Read, Write } from '../directory/directory.js'
import { BadDescriptor, Invalid, fail } from '../errno/errno.js'
import { clockOf } from '../context/clock.js'
import { Timer, waitForAny } from '../context/wait.js'
import type { Pollable } from '../stdio/streams.js'
import { Monotonic, Realtime } from './clocks.js'
import { attempt } from './attempt.js'
import { part } from './host.js'
import type { Open } from './open.js'

// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#-subscription-record
const SUBSCRIPTION = 48
const EVENT = 32

const ClockEvent = 0
const ReadEvent = 1
const WriteEvent = 2
const AbsoluteTime = 1
const Hangup = 1

/** The maximum number of subscriptions at once: more than any real program needs. */
const MAX_SUBSCRIPTIONS = 1 << 16

interface Subscription {
  readonly userdata: bigint
  readonly tag: number
  readonly pollable: Pollable
  readonly open: Open | undefined
}

const always: Pollable = { ready: () => true }

export const polling = /* @__PURE__ */ part(({ memory, table, context }) => {
  const clock = clockOf(context)

  const timer = (at: number): Timer => {
    const { view } = memory
    const id = view.getUint32(at + 16, true)
    const timeout = view.getBigUint64(at + 24, true)
    const absolute = view.getUint16(at + 40, true) & AbsoluteTime
    if (id !== Monotonic && id !== Realtime) fail(Invalid)
    if (absolute && id === Monotonic) return new Timer(context, timeout)
    const left = absolute ? timeout - clock.now() : timeout
    return new Timer(context, clock.monotonic() + (left < 0n ? 0n : left))
  }

  /** The subscription at `at`, which lies in memory. */
  const subscription = (at: number): Subscription => {
    const { view } = memory
    const userdata = view.getBigUint64(at, true)
    const tag = view.getUint8(at + 8)
    if (tag === ClockEvent) return { userdata, tag, pollable: timer(at), open: undefined }
    if (tag > WriteEvent) fail(Invalid)
    const open = table.get(view.getUint32(at + 16, true))
    if (!(open.access & (tag === ReadEvent ? Read : Write))) fail(BadDescriptor)
    return { userdata, tag, pollable: tag === ReadEvent && open.wait ? (open as Pollable) : always, open }
  }

  const report = (out: number, { userdata, tag, open }: Subscription): void => {
    memory.slice(out, EVENT).fill(0)
    memory.u64(out, userdata)
    memory.u8(out + 10, tag)
    if (!open) return
    const bytes = tag === ReadEvent ? open.waiting : 1
    memory.count(out + 16, bytes)
    if (!bytes) memory.u16(out + 24, Hangup)
  }

  return {
    poll_oneoff(input: number, output: number, count: number, out: number) {
      let subscriptions: Subscription[] = []
      let waiting: Promise<void> | undefined
      const answer = () =>
        attempt(() => {
          const happened = subscriptions.filter(({ pollable }) => pollable.ready())
          const first = memory.address(output, happened.length * EVENT)
          happened.forEach((one, index) => report(first + index * EVENT, one))
          memory.u32(out, happened.length)
        })
      const errno = attempt(() => {
        // Without subscriptions, the wait would never end.
        if (count === 0 || count >>> 0 > MAX_SUBSCRIPTIONS) fail(Invalid)
        const first = memory.address(input, count * SUBSCRIPTION)
        subscriptions = Array.from({ length: count }, (_, index) => subscription(first + index * SUBSCRIPTION))
        const pollables = subscriptions.map(({ pollable }) => pollable)
        waiting = waitForAny(context, pollables) ?? undefined
      })
      if (errno) return errno
      return waiting ? waiting.then(answer) : answer()
    },
  }
})
