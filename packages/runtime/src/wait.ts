import type { HostState } from './state.js'
import { guestTrap } from './trap.js'

/** What can be waited for. */
export interface Pollable {
  /** Whether waiting would return at once. */
  ready(): boolean
  /** For a timer: monotonic clock, nanoseconds. */
  readonly deadline?: bigint
  /** For anything else that can be waited for: as `InputStream.wait`. */
  wait?(alone: boolean): void | Promise<void>
}

// A wait longer than this many milliseconds is done in parts: setTimeout takes 31 bits.
const LONGEST = 2 ** 31 - 1
// Between looks at something that can only be looked at, while a timer runs too.
const LOOK_EVERY = 10

let cell: Int32Array | undefined

/**
 * Blocks this thread. Without CPU use where Atomics.wait is allowed (Node, workers); a browser's main thread has no way to wait
 * but to spin, which only happens where there is no JSPI.
 */
export const blockFor = (milliseconds: number): void => {
  try {
    // By way of a Memory: the SharedArrayBuffer global is hidden from pages that are not cross-origin isolated.
    cell ??= new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer)
    Atomics.wait(cell, 0, 0, milliseconds)
  } catch {
    // The main thread: Atomics.wait throws a TypeError there.
    for (const end = performance.now() + milliseconds; performance.now() < end;);
  }
}

/** A timer on the run's monotonic clock. */
export class Timer implements Pollable {
  #fired = false

  constructor(
    readonly state: HostState,
    readonly deadline: bigint,
  ) {}

  ready(): boolean {
    return (this.#fired ||= this.state.clock.monotonic() >= this.deadline)
  }

  /** The wait for this timer was waited out: so it is ready, even if the run's own clock stands still. */
  fire(): void {
    this.#fired = true
  }
}

/** Waits until at least one of `pollables` is ready. Returns a promise only in an async run, and only if it must wait. */
export const waitForAny = (state: HostState, pollables: readonly Pollable[]): void | Promise<void> => {
  if (state.async && onlyLooks(pollables)) {
    // A guest that only looks, again and again, whether there is input: without a turn of the event loop there never will be.
    return new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
      // Of input that failed meanwhile nothing is ever ready.
      if (state.failure) guestTrap()
    })
  }
  while (!pollables.some((one) => one.ready())) {
    const waiting = waitOnce(state, pollables)
    if (waiting)
      return waiting.then(() => {
        state.interrupt()
        return waitForAny(state, pollables)
      })
    state.interrupt()
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

const waitOnce = (state: HostState, pollables: readonly Pollable[]): void | Promise<void> => {
  const others = pollables.filter((one) => one.wait)
  let next: Timer | undefined
  for (const one of pollables) if (one instanceof Timer && !(next && next.deadline <= one.deadline)) next = one
  const left = next ? next.deadline - state.clock.monotonic() : 0n
  const {
    cancel,
    options: { clock },
  } = state
  if (next && clock?.sleep) {
    if (left > 0n) state.user(() => clock.sleep!(left))
    return next.fire()
  }
  // It may have passed since it was looked at.
  const most = cancel ? Math.min(cancel.left(), LONGEST) : LONGEST
  const milliseconds = Math.max(Math.min(Number(left) / 1e6, most), 0)
  // Whether the user's clock moves while we wait is not for us to know: one wait is enough, or the guest might never wake.
  const waited = () => {
    if (clock && milliseconds < most) next?.fire()
  }
  if (state.async) {
    const waits = others.map((one) => one.wait!(!next && others.length === 1))
    let id: ReturnType<typeof setTimeout> | undefined
    const stop: (() => void)[] = [() => clearTimeout(id)]
    return new Promise<void>((resolve, reject) => {
      if (cancel) stop.push(cancel.watch(resolve))
      if (next) id = setTimeout(() => resolve(waited()), milliseconds)
      for (const wait of waits) {
        if (!wait) resolve()
        else stop.push(watch(wait, (error) => (error ? reject(error.reason as Error) : resolve())))
      }
    }).finally(() => stop.forEach((end) => end()))
  }
  if (!next) return (others[0] ?? guestTrap()).wait!(true)
  if (!others.length) {
    blockFor(milliseconds)
    return waited()
  }
  blockFor(Math.min(milliseconds, LOOK_EVERY))
  if (milliseconds <= LOOK_EVERY) waited()
}
