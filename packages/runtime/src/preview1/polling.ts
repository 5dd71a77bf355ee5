import { DirectoryType, Read, RegularFile, Write } from '../directory/directory.js'
import { BadDescriptor, Invalid, fail } from '../errno/errno.js'
import { clockOf } from '../context/clock.js'
import { Timer, waitForAny } from '../context/wait.js'
import type { Pollable } from '../stdio/streams.js'
import type { RunContext } from '../context/run-context.js'
import { attempt } from './attempt.js'
import { Monotonic, Realtime } from './clock-ids.js'
import type { DescriptorTable } from './descriptor-table.js'
import { setCount, writeU32, type GuestMemory } from './guest-memory.js'
import { serve } from './host.js'
import { openStdin } from './open-stdin.js'
import type { Open } from './open.js'

// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#-subscription-record
export const SUBSCRIPTION = 48
export const EVENT = 32

const ClockEvent = 0
const ReadEvent = 1
const WriteEvent = 2
const AbsoluteTime = 1

/** The maximum number of subscriptions at once: more than any real program needs. */
export const MAX_SUBSCRIPTIONS = 1 << 16

interface Subscription {
  readonly userdata: bigint
  readonly tag: number
  readonly pollable: Pollable
  readonly open: Open | undefined
  /** The errno of a subscription that can't be served, or 0. */
  readonly error: number
}

const always: Pollable = { ready: () => true }

/**
 * Whether `open` can be polled for `access`. Regular files and directories are always ready, however they are open:
 * https://pubs.opengroup.org/onlinepubs/9799919799/functions/poll.html
 */
const canPoll = ({ access, type }: Open, wanted: number): boolean =>
  (access & wanted) !== 0 || type === RegularFile || type === DirectoryType

/** Makes `poll_oneoff`. The promise that the function may return does not reject, unless the run has ended. */
export const makePoll = (table: DescriptorTable, memory: GuestMemory, context: RunContext) => {
  openStdin(table, context)
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

  /** The subscription at `at`, which lies in memory. One that can't be served happens at once, with its error. */
  const subscription = (at: number): Subscription => {
    const { view } = memory
    const userdata = view.getBigUint64(at, true)
    const tag = view.getUint8(at + 8)
    if (tag > WriteEvent) fail(Invalid)
    let pollable = always
    let open: Open | undefined
    const error = attempt(() => {
      if (tag === ClockEvent) {
        pollable = timer(at)
        return
      }
      open = table.get(view.getUint32(at + 16, true))
      if (!canPoll(open, tag === ReadEvent ? Read : Write)) fail(BadDescriptor)
      if (tag === ReadEvent && open.wait) pollable = open as Pollable
    })
    return { userdata, tag, pollable, open, error }
  }

  /** Writes the event of a subscription to `out`, which lies in memory. */
  const report = (out: number, { userdata, tag, open, error }: Subscription): void => {
    // This may call the user's clock, and so the guest, whose memory may grow.
    const bytes = open && !error ? (tag === ReadEvent ? open.waiting : 1) : 0
    memory.bytes.fill(0, out, out + EVENT)
    const { view } = memory
    view.setBigUint64(out, userdata, true)
    view.setUint16(out + 8, error, true)
    view.setUint8(out + 10, tag)
    setCount(view, out + 16, bytes)
  }

  return (input: number, output: number, count: number, out: number) => {
    let subscriptions: Subscription[] = []
    let waiting: Promise<void> | undefined
    const answer = () =>
      attempt(() => {
        const happened = subscriptions.filter(({ pollable }) => pollable.ready())
        const first = memory.address(output, happened.length * EVENT)
        happened.forEach((one, index) => report(first + index * EVENT, one))
        writeU32(memory, out, happened.length)
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
  }
}

export const poll_oneoff = /* @__PURE__ */ serve('poll_oneoff', makePoll, () => true)
