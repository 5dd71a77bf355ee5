import { failure } from '../errors/problem.js'
import type { RunError } from '../errors/run-error.js'
import type { AbortSignalLike } from '../types.js'
import type { ResolvedOptions } from './options.js'

/** The longest delay of `setTimeout`, which takes 31 bits, in milliseconds. */
export const LONGEST_DELAY = 2 ** 31 - 1

/** Ends a run that has a `timeout` or a `signal`. Times are milliseconds of `performance.now()`, whatever the guest's clock. */
export class Cancel {
  #deadline = Infinity
  #error: RunError | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #watchers = new Set<() => void>()

  constructor(
    readonly name: string,
    readonly timeout: number,
    readonly signal: AbortSignalLike | undefined,
  ) {
    signal?.addEventListener('abort', this.#look)
  }

  /** Starts to count time. */
  start(): void {
    this.#deadline = performance.now() + this.timeout
  }

  /** Stops counting time. */
  stop(): void {
    this.#deadline = Infinity
  }

  /** The time until the deadline. */
  left(): number {
    return this.#deadline === Infinity ? Infinity : this.#deadline - performance.now()
  }

  /** The error with which the run must end now, or undefined if it may go on. */
  due(): RunError | undefined {
    if (this.signal?.aborted) this.#error ??= aborted(this.name, this.signal)
    else if (this.left() <= 0) this.#error ??= late(this.name, this.timeout)
    return this.#error
  }

  /** Calls `wake` when the run must end, unless the returned function is called first. */
  watch(wake: () => void): () => void {
    this.#watchers.add(wake)
    this.#look()
    return () => {
      this.#watchers.delete(wake)
      if (!this.#watchers.size) clearTimeout(this.#timer)
    }
  }

  /** Settles like `waiting`, but rejects as soon as the run must end: with the reason, or with what `fail` throws. */
  race<T>(waiting: Promise<T>, fail?: (error: RunError) => never): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = this.watch(() => {
        try {
          fail?.(this.due()!)
          reject(this.due())
        } catch (error) {
          reject(error as Error)
        }
      })
      void waiting.then(resolve, reject).finally(stop)
    })
  }

  /** Releases everything at the end of the run. */
  end(): void {
    clearTimeout(this.#timer)
    this.#watchers.clear()
    this.signal?.removeEventListener('abort', this.#look)
  }

  readonly #look = (): void => {
    clearTimeout(this.#timer)
    if (this.due()) for (const wake of this.#watchers) wake()
    // A timer may fire a little early, and its longest delay may not reach the deadline.
    else if (this.#watchers.size && this.left() < Infinity)
      this.#timer = setTimeout(this.#look, Math.min(this.left(), LONGEST_DELAY))
  }
}

const aborted = (name: string, { reason }: AbortSignalLike): RunError =>
  failure('ABORTED', `${name} was aborted`, 'The signal was aborted.', "See `cause`, the signal's reason.", reason)

const late = (name: string, timeout: number): RunError =>
  failure('TIMEOUT', `${name} took too long`, `Option 'timeout' allows ${timeout} ms.`, "Pass a larger 'timeout'.")

/** Makes a `Cancel` if a run with these options can be ended early. Throws if the signal is already aborted. */
export const makeCancel = (name: string, { signal, timeout }: ResolvedOptions): Cancel | undefined => {
  if (signal?.aborted) throw aborted(name, signal)
  return signal || timeout < Infinity ? new Cancel(name, timeout, signal) : undefined
}

/** Settles like `waiting`, unless the run has to end first: then it rejects with the reason. */
export const unlessEnded = <T>(waiting: Promise<T>, cancel: Cancel | undefined): Promise<T> =>
  cancel ? cancel.race(waiting) : waiting
