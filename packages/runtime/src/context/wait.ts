import { guestTrap } from '../errors/trap.js'
import { blockFor } from '../platform/block.js'
import type { Pollable } from '../stdio/streams.js'
import type { RunContext } from './run-context.js'

// A wait longer than this many milliseconds is done in parts: setTimeout takes 31 bits.
const LONGEST = 2 ** 31 - 1
// Between looks at something that can only be looked at, while a timer runs too.
const LOOK_EVERY = 10

/** A timer on the run's monotonic clock. */
export class Timer implements Pollable {
  #fired = false

  constructor(
    readonly context: RunContext,
    readonly deadline: bigint,
  ) {}

  ready(): boolean {
    return (this.#fired ||= this.context.clock.monotonic() >= this.deadline)
  }

  /** The wait for this timer was waited out: so it is ready, even if the run's own clock stands still. */
  fire(): void {
    this.#fired = true
  }
}

/** Waits until at least one of `pollables` is ready. Returns a promise only in an async run, and only if it must wait. */
export const waitForAny = (context: RunContext, pollables: readonly Pollable[]): void | Promise<void> => {
  if (context.async && onlyLooks(pollables)) {
    // A guest that only looks, again and again, whether there is input: without a turn of the event loop there never will be.
    return new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
      // Of input that failed meanwhile nothing is ever ready.
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

/** Whether the poll is over, by a timer alone, while there is something that may yet come. */
const onlyLooks = (pollables: readonly Pollable[]): boolean =>
  pollables.some((one) => one.wait) &&
  pollables.every((one) => one instanceof Timer || !one.ready()) &&
  pollables.some((one) => one.ready())

type Watcher = (error?: { reason: unknown }) => void

const watched = /* @__PURE__ */ new WeakMap<Promise<void>, Set<Watcher>>()

/**
 * Calls `watcher` when `promise` is settled, unless the function that this returns is called before. A `then` could not be taken back:
 * a guest that looks for input again and again, which never comes, would leave one each time.
 */
const watch = (promise: Promise<void>, watcher: Watcher): (() => void) => {
  let watchers = watched.get(promise)
  if (!watchers) {
    const all = new Set<Watcher>()
    watched.set(promise, (watchers = all))
    const settled: Watcher = (error) => {
      // Who comes now, to what failed between two waits, is told anew.
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

/** Waits until something may be ready, or for a part of a long time. */
const waitOnce = (context: RunContext, pollables: readonly Pollable[]): void | Promise<void> => {
  const others = pollables.filter((one) => one.wait)
  let next: Timer | undefined
  for (const one of pollables) if (one instanceof Timer && !(next && next.deadline <= one.deadline)) next = one
  const left = next ? next.deadline - context.clock.monotonic() : 0n
  const {
    cancel,
    options: { clock },
  } = context
  if (next && clock?.sleep) {
    if (left > 0n) context.user(() => clock.sleep!(left))
    return next.fire()
  }
  // It may have passed since it was looked at.
  const most = cancel ? Math.min(cancel.left(), LONGEST) : LONGEST
  const milliseconds = Math.max(Math.min(Number(left) / 1e6, most), 0)
  // Whether the user's clock moves while we wait is not for us to know: one wait is enough, or the guest might never wake.
  const waited = () => {
    if (clock && milliseconds < most) next?.fire()
  }
  return (context.async ? suspendUntil : blockUntil)(context, others, next && milliseconds, waited)
}

/** Waits for one of `others`, for some `milliseconds` at most, after which `waited` is called. */
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

const blockUntil: WaitUntil = (_, others, milliseconds, waited) => {
  if (milliseconds === undefined) return (others[0] ?? guestTrap()).wait!(true)
  // What else is waited for can only be looked at, now and then.
  const part = others.length ? Math.min(milliseconds, LOOK_EVERY) : milliseconds
  blockFor(part)
  if (part === milliseconds) waited()
}
