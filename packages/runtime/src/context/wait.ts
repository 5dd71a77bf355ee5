import { guestTrap } from '../errors/trap.js'
import { blockFor } from '../platform/block.js'
import type { Pollable } from '../stdio/streams.js'
import { LONGEST_DELAY } from './cancel.js'
import { clockOf } from './clock.js'
import type { RunContext } from './run-context.js'
import { turn } from './turn.js'

// The time between two polls, in milliseconds, while a timer runs and the other pollables can only be polled.
const LOOK_EVERY = 10
// The number of times that a guest may poll for input before it has to wait for a timer each time.
const QUICK_LOOKS = 8

/** A timer on the run's monotonic clock. */
export class Timer implements Pollable {
  #fired = false

  constructor(
    readonly context: RunContext,
    readonly deadline: bigint,
  ) {}

  ready(): boolean {
    return (this.#fired ||= clockOf(this.context).monotonic() >= this.deadline)
  }

  /** Makes the timer ready. Its time has passed, even if the run's own clock stands still. */
  fire(): void {
    this.#fired = true
  }
}

/** Waits until at least one of `pollables` is ready. Returns a promise only in an async run, and only if it must wait. */
export const waitForAny = (context: RunContext, pollables: readonly Pollable[]): void | Promise<void> => {
  if (!context.async || !onlyLooks(pollables)) context.looks = 0
  // Go looks once before it waits, and would take a millisecond longer for each read.
  else if (context.looks++) {
    // The guest may be polling for input in a loop. Without a turn of the event loop, none would ever arrive.
    return (context.looks < QUICK_LOOKS ? turn() : new Promise<void>((resolve) => setTimeout(resolve))).then(() => {
      // Input that failed meanwhile never becomes ready.
      if (context.failure) guestTrap()
    })
  }
  while (!pollables.some((one) => one.ready())) {
    const waiting = waitOnce(context, pollables)
    if (waiting)
      return waiting.then(() => {
        context.interrupt()
        return waitForAny(context, pollables)
      })
    context.interrupt()
  }
}

/** Whether only timers are ready, while something else may still become ready. */
const onlyLooks = (pollables: readonly Pollable[]): boolean =>
  pollables.some((one) => one.wait) &&
  pollables.every((one) => one instanceof Timer || !one.ready()) &&
  pollables.some((one) => one.ready())

type Watcher = (error?: { reason: unknown }) => void

const watched = /* @__PURE__ */ new WeakMap<Promise<void>, Set<Watcher>>()

/**
 * Calls `watcher` when `promise` settles, unless the returned function is called first. A plain `then` can't be removed: a guest
 * that keeps polling for input that never arrives would add one each time.
 */
const watch = (promise: Promise<void>, watcher: Watcher): (() => void) => {
  let watchers = watched.get(promise)
  if (!watchers) {
    const all = new Set<Watcher>()
    watched.set(promise, (watchers = all))
    const settled: Watcher = (error) => {
      // The promise may have failed between two waits: a watcher that is added from now on must be called, too.
      watched.delete(promise)
      all.forEach((one) => one(error))
    }
    promise.then(
      () => settled(),
      (reason: unknown) => settled({ reason }),
    )
  }
  const those = watchers.add(watcher)
  return () => void those.delete(watcher)
}

/** Waits until something may be ready, or for a part of a long wait. */
const waitOnce = (context: RunContext, pollables: readonly Pollable[]): void | Promise<void> => {
  const others = pollables.filter((one) => one.wait)
  let next: Timer | undefined
  for (const one of pollables) if (one instanceof Timer && !(next && next.deadline <= one.deadline)) next = one
  const left = next ? next.deadline - clockOf(context).monotonic() : 0n
  const {
    cancel,
    options: { clock },
  } = context
  if (next && clock?.sleep) {
    if (left > 0n) context.user(() => clock.sleep!(left))
    return next.fire()
  }
  // The deadline may have passed since it was checked.
  // A longer wait is split into parts.
  const most = cancel ? Math.min(cancel.left(), LONGEST_DELAY) : LONGEST_DELAY
  const milliseconds = Math.max(Math.min(Number(left) / 1e6, most), 0)
  // The user's clock may stand still while the guest waits. One wait has to be enough, or the guest might never wake.
  const waited = () => {
    if (clock && milliseconds < most) next?.fire()
  }
  return (context.async ? suspendUntil : blockUntil)(context, others, next && milliseconds, waited)
}

/** Waits for one of `others`. If `milliseconds` pass first, it calls `waited` and stops waiting. */
type WaitUntil = (
  context: RunContext,
  others: readonly Pollable[],
  milliseconds: number | undefined,
  waited: () => void,
) => void | Promise<void>

const suspendUntil: WaitUntil = ({ cancel }, others, milliseconds, waited) => {
  const waits = others.map((one) => one.wait!(milliseconds === undefined && others.length === 1))
  let id: ReturnType<typeof setTimeout> | undefined
  const stop: (() => void)[] = [() => clearTimeout(id)]
  return new Promise<void>((resolve, reject) => {
    if (cancel) stop.push(cancel.watch(resolve))
    if (milliseconds !== undefined) id = setTimeout(() => resolve(waited()), milliseconds)
    for (const wait of waits) {
      if (!wait) resolve()
      else stop.push(watch(wait, (error) => (error ? reject(error.reason as Error) : resolve())))
    }
  }).finally(() => stop.forEach((end) => end()))
}

const blockUntil: WaitUntil = ({ platform }, others, milliseconds, waited) => {
  if (milliseconds === undefined) return (others[0] ?? guestTrap()).wait!(true)
  // While the thread sleeps, the others can only be polled from time to time.
  const part = others.length ? Math.min(milliseconds, LOOK_EVERY) : milliseconds
  ;(platform.block ?? blockFor)(part)
  if (part === milliseconds) waited()
}
