import { badOption, explanation } from '../errors/problem.js'
import { RunError, type RunErrorCode } from '../errors/run-error.js'
import { guestTrap } from '../errors/trap.js'
import type { Platform } from '../platform/platform.js'
import { makeInput } from '../stdio/input.js'
import { makeOutput } from '../stdio/output.js'
import type { InputStream, Sink, StreamContext } from '../stdio/streams.js'
import type { Clock } from '../types.js'
import { unlessEnded, type Cancel } from './cancel.js'
import { closeAll } from './close-all.js'
import type { ResolvedOptions } from './options.js'

/** What the user's clock says: a bigint, or a number that is as good as one. */
const nanoseconds = (clock: Clock, name: 'now' | 'monotonic'): bigint => {
  const value: unknown = clock[name]()
  if (typeof value === 'bigint') return value
  if (Number.isInteger(value)) return BigInt(value as number)
  throw badOption(`what ${name}() of option clock returned`, value, 'a bigint, of nanoseconds')
}

/**
 * What belongs to one run, whichever host serves it: what the caller passed, its streams and clocks, and how it ends. It is never shared
 * and never reused. A host adds what is its own, and has it closed at the end of the run (`atEnd`).
 */
export class RunContext implements StreamContext {
  /** Set when the guest exits. What ends the guest afterwards, a trap, is then no error. */
  exitCode: number | undefined
  /** First error thrown by the user's own code (a callback, an iterable, a clock): the run rejects with exactly this. */
  failure: { readonly error: unknown } | undefined
  /** The guest's memories that can be seen, where the run limits them. */
  readonly memories = new Set<WebAssembly.Memory>()
  /** The limit or whatever else of ours ended the run, if `failure` is that. */
  reached: RunError | undefined
  readonly clock: Clock
  readonly stdin: InputStream
  readonly stdout: Sink
  readonly stderr: Sink
  readonly #closers: (() => void)[] = []

  constructor(
    /** argv, with the program's name first. */
    readonly args: readonly string[],
    readonly options: ResolvedOptions,
    readonly platform: Platform,
    /** Whether the functions that can wait may return promises (JSPI). */
    readonly async: boolean,
    /** What may end the run before its time. */
    readonly cancel?: Cancel,
  ) {
    const { clock, input, stdin } = options
    this.clock = clock
      ? {
          now: () => this.user(() => nanoseconds(clock, 'now')),
          monotonic: () => this.user(() => nanoseconds(clock, 'monotonic')),
        }
      : platform.clock
    const output = (name: 'stdout' | 'stderr', fd: 1 | 2): Sink => {
      const to = options[name]
      return to === 'inherit' ? platform.output(fd) : makeOutput(to, name, this)
    }
    this.stdin = stdin === 'inherit' ? platform.stdin(this) : makeInput(input, this)
    this.stdout = output('stdout', 1)
    this.stderr = output('stderr', 2)
  }

  /** Ends the run with `error`, past any handler that the guest may have: a real trap, which no `catch_all` sees. */
  fail(error: unknown): never {
    this.failure ??= { error }
    return guestTrap()
  }

  /** Ends the run because the guest reached a limit for which WASI has no error code. */
  limit(code: RunErrorCode, message: string): never {
    return this.reach(new RunError(code, message))
  }

  /** Ends the run with an error of ours, which is to have what was captured. */
  reach(error: RunError): never {
    this.reached ??= error
    return this.fail(this.reached)
  }

  /** Ends the run because its guest reached what `option` allows. */
  exceeded(code: RunErrorCode, option: 'maxOutput' | 'maxMemory' | 'maxHandles', what: string): never {
    const why = `option ${option} allows ${this.options[option]}`
    return this.limit(code, explanation(`${this.args[0]} ${what}`, why, `pass a larger ${option}`))
  }

  /** Ends the run if its time is up or its signal is aborted. */
  interrupt(): void {
    const error = this.cancel?.due()
    if (error) this.reach(error)
  }

  /** Runs the user's code; what it throws ends the run. */
  user<T>(code: () => T): T {
    try {
      return code()
    } catch (error) {
      return this.fail(error)
    }
  }

  /** Waits until the caller's streams have what was written to them, or the run has to end before. */
  flush(): Promise<void> | undefined {
    const { cancel, stdout, stderr } = this
    if (!stdout.flushed && !stderr.flushed) return undefined
    return unlessEnded(Promise.all([stdout.flushed?.(), stderr.flushed?.()]), cancel).then(
      () => {},
      (error: unknown) => {
        if (error !== cancel?.due()) this.failure ??= { error }
      },
    )
  }

  /** Has `close` called at the end of the run. */
  atEnd(close: () => void): void {
    this.#closers.push(close)
  }

  /** Ends the run: nothing of it stays open. Throws the first error when all is closed. */
  end(): void {
    const { cancel, stdin, stdout, stderr } = this
    const streams = [() => stdin.close?.(), () => stdout.end?.(), () => stderr.end?.()]
    closeAll([() => cancel?.end(), ...this.#closers.splice(0), ...streams], (close) => close())
  }
}
