import { failure } from '../errors/problem.js'
import type { RunError } from '../errors/run-error.js'
import type { AbortSignalLike } from '../types.js'
import type { ResolvedOptions } from './options.js'

/** The longest delay of `setTimeout`, which takes 31 bits, in milliseconds. */
export const LONGEST_DELAY = 2 ** 31 - 1

/** Ends a run that has a `timeout` or a `signal`. Times are milliseconds of `performance.now()`, whatever the guest's clock. */
export interface Cancel {
  /** Starts to count time. */
  start(): void
  /** Stops counting time. */
  stop(): void
  /** The time until the deadline. */
  left(): number
  /** The error with which the run must end now, or undefined if it may go on. */
  due(): RunError | undefined
  /** Calls `wake` when the run must end, unless the returned function is called first. */
  watch(wake: () => void): () => void
  /** Settles like `waiting`, but rejects as soon as the run must end: with the reason, or with what `fail` throws. */
  race<T>(waiting: Promise<T>, fail?: (error: RunError) => never): Promise<T>
  /** Releases everything at the end of the run. */
  end(): void
}

/** `why`: what aborted the signal, if it is not the caller's. */
const aborted = (name: string, { reason, why }: AbortSignalLike & { readonly why?: string }): RunError =>
  failure('ABORTED', `${name} was aborted`, why ?? 'The signal was aborted.', 'See `cause`, the reason.', reason)

const late = (name: string, timeout: number): RunError =>
  failure('TIMEOUT', `${name} took too long`, `Option 'timeout' allows ${timeout} ms.`, "Pass a larger 'timeout'.")

/** Makes a `Cancel` if a run with these options can be ended early. Throws if the signal is already aborted. */
export const makeCancel = (name: string, { signal, timeout }: ResolvedOptions): Cancel | undefined => {
  if (signal?.aborted) throw aborted(name, signal)
  if (!signal && timeout === Infinity) return undefined
  const watchers = new Set<() => void>()
  let deadline = Infinity
  let error: RunError | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const left = (): number => (deadline === Infinity ? Infinity : deadline - performance.now())
  const due = (): RunError | undefined => {
    if (signal?.aborted) error ??= aborted(name, signal)
    else if (left() <= 0) error ??= late(name, timeout)
    return error
  }
  const look = (): void => {
    clearTimeout(timer)
    if (due()) for (const wake of watchers) wake()
    // A timer may fire a little early, and its longest delay may not reach the deadline.
    else if (watchers.size && left() < Infinity) timer = setTimeout(look, Math.min(left(), LONGEST_DELAY))
  }
  const watch = (wake: () => void) => {
    watchers.add(wake)
    look()
    return () => {
      watchers.delete(wake)
      if (!watchers.size) clearTimeout(timer)
    }
  }
  signal?.addEventListener('abort', look)
  return {
    start: () => void (deadline = performance.now() + timeout),
    stop: () => void (deadline = Infinity),
    left,
    due,
    watch,
    race: (waiting, fail) =>
      new Promise((resolve, reject) => {
        const stop = watch(() => {
          try {
            fail?.(due()!)
            reject(due())
          } catch (failed) {
            reject(failed as Error)
          }
        })
        void waiting.then(resolve, reject).finally(stop)
      }),
    end() {
      clearTimeout(timer)
      watchers.clear()
      signal?.removeEventListener('abort', look)
    },
  }
}

/** Settles like `waiting`, unless the run has to end first: then it rejects with the reason. */
export const unlessEnded = <T>(waiting: Promise<T>, cancel: Cancel | undefined): Promise<T> =>
  cancel ? cancel.race(waiting) : waiting
