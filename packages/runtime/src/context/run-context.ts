import { failure } from '../errors/problem.js'
import type { RunError, RunErrorCode } from '../errors/run-error.js'
import { guestTrap } from '../errors/trap.js'
import type { Platform, RunClock } from '../platform/platform.js'
import { makeOutput } from '../stdio/output.js'
import type { streamOutput } from '../stdio/stream-output.js'
import type { Sink, StreamContext } from '../stdio/streams.js'
import type { Cancel } from './cancel.js'
import { closeAll } from './close-all.js'
import type { ResolvedOptions } from './options.js'

type Callable = (...args: unknown[]) => unknown

/** What only the runs of commands need. They pass it, so that bundlers leave it out of libraries, which can't wait. */
export interface CommandContext {
  readonly streamOutput: typeof streamOutput
  /** Wraps a host function so that the guest waits for its promise, and after a write until a full stream takes more. */
  suspend(code: Callable, context: RunContext): Callable
  /** Makes a function of the guest callable, which returns a promise if it `suspends`. */
  promising(code: Callable, suspends: boolean): Callable
}

/**
 * The state of one run that does not depend on its host: the caller's arguments and options, streams, clocks, and how the run
 * ends. It is never shared or reused. A host adds its own state, and registers what to close at the end of the run (`atEnd`).
 */
export class RunContext implements StreamContext {
  /** Set when the guest exits. The trap that then ends the guest is not an error. */
  exitCode: number | undefined
  /** The first error that the user's own code (a callback, an iterable, a clock) threw. The run rejects with this very error. */
  failure: { readonly error: unknown } | undefined
  /** The memories that the guest exports, if the run limits memory. */
  readonly memories = new Set<WebAssembly.Memory>()
  /** The error in `failure`, if the runtime itself ended the run: a limit, the timeout or the signal. */
  reached: RunError | undefined
  /** The clocks, once something has asked for the time (`clockOf`). */
  clock: RunClock | undefined
  /** How often in a row the guest has polled for input without waiting. */
  looks = 0
  readonly stdout: Sink
  readonly stderr: Sink
  readonly #closers: (() => void)[] = []
  /** The streams, which are closed after everything that a host registered. */
  readonly streams: Pick<Sink, 'end'>[] = []

  constructor(
    /** The guest's argv: the program's name comes first. */
    readonly args: readonly string[],
    readonly options: ResolvedOptions,
    readonly platform: Platform,
    /** Whether host functions that wait may return promises (JSPI). */
    readonly async: boolean,
    /** Present if a timeout or a signal may end the run. */
    readonly cancel?: Cancel,
    /** Present in a command. */
    readonly command?: CommandContext,
  ) {
    const output = (name: 'stdout' | 'stderr', fd: 1 | 2): Sink => {
      const to = options[name]
      return to === 'inherit' ? platform.output(fd, this) : makeOutput(to, name, this, command?.streamOutput)
    }
    try {
      this.streams.push((this.stdout = output('stdout', 1)))
      this.streams.push((this.stderr = output('stderr', 2)))
    } catch (error) {
      // The run never starts, so it must not keep the caller's streams locked.
      this.end()
      throw error
    }
  }

  /** Ends the run with `error`. This is a real trap, so no `catch_all` of the guest catches it. */
  fail(error: unknown): never {
    this.failure ??= { error }
    return guestTrap()
  }

  /** Ends the run because the guest reached a limit for which WASI has no error code. */
  limit(code: RunErrorCode, what: string, why: string, fix: string): never {
    return this.reach(failure(code, `${this.args[0]} ${what}`, why, fix))
  }

  /** Ends the run with an error of the runtime, which will carry the captured output. */
  reach(error: RunError): never {
    this.reached ??= error
    return this.fail(this.reached)
  }

  /** Ends the run because the guest exceeded what `option` allows. */
  exceeded(code: RunErrorCode, option: 'maxOutput' | 'maxMemory' | 'maxHandles', what: string): never {
    const why = `Option '${option}' allows ${this.options[option]}.`
    return this.limit(code, what, why, `Pass a larger '${option}'.`)
  }

  /** Ends the run if it has timed out or its signal is aborted. */
  interrupt(): void {
    const error = this.cancel?.due()
    if (error) this.reach(error)
  }

  /** Runs the user's code. An error that it throws ends the run. */
  user<T>(code: () => T): T {
    try {
      return code()
    } catch (error) {
      return this.fail(error)
    }
  }

  /** Whether output may have to wait until a stream takes more. */
  get outputWaits(): boolean {
    return Boolean(this.stdout.drained || this.stderr.drained)
  }

  /** Registers `close`, which is called at the end of the run. */
  atEnd(close: () => void): void {
    this.#closers.push(close)
  }

  /** Ends the run and closes everything that it has open. Then throws the first error, if there was one. */
  end(): void {
    const { cancel } = this
    closeAll([() => cancel?.end(), ...this.#closers.splice(0), ...this.streams.map((one) => () => one.end?.())], (close) =>
      close(),
    )
  }
}
