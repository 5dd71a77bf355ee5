import { unlessEnded, type Cancel } from './cancel.js'
import type { ResolvedOptions } from './options.js'
import type { Platform } from './platform.js'
import { GuestMemory } from './preview1/memory.js'
import { standard } from './preview1/stdio.js'
import { DescriptorTable } from './preview1/table.js'
import { badOption } from './problem.js'
import { RunError, type RunErrorCode } from './run-error.js'
import { makeInput } from './stdio/input.js'
import { makeOutput } from './stdio/output.js'
import type { InputStream, Sink } from './stdio/streams.js'
import { guestTrap } from './trap.js'
import type { Clock } from './types.js'

/** What the user's clock says: a bigint, or a number that is as good as one. */
const nanoseconds = (clock: Clock, name: 'now' | 'monotonic'): bigint => {
  const value: unknown = clock[name]()
  if (typeof value === 'bigint') return value
  if (Number.isInteger(value)) return BigInt(value as number)
  throw badOption(`what ${name}() of option clock returned`, value, 'a bigint, of nanoseconds')
}

/** Everything that belongs to one run. Never shared, never reused. */
export class HostState {
  readonly memory = new GuestMemory()
  readonly table: DescriptorTable
  /** What else the run holds: a component's resources. */
  release: (() => void) | undefined
  /** Set when the guest exits. What ends the guest afterwards, a trap, is then no error. */
  exitCode: number | undefined
  /** First error thrown by the user's own code (a callback, an iterable, a clock): the run rejects with exactly this. */
  failure: { readonly error: unknown } | undefined
  /** Those of the guest's memories that can be seen, where the run limits them. */
  readonly memories = new Set<WebAssembly.Memory>()
  /** The limit or whatever else of ours ended the run, if `failure` is that. */
  reached: RunError | undefined
  readonly clock: Clock
  readonly stdin: InputStream
  readonly stdout: Sink
  readonly stderr: Sink

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
    const { clock, stdout, stderr } = options
    this.clock = clock
      ? {
          now: () => this.user(() => nanoseconds(clock, 'now')),
          monotonic: () => this.user(() => nanoseconds(clock, 'monotonic')),
        }
      : platform.clock
    this.stdin = makeInput(options, this)
    this.stdout = makeOutput(stdout, 1, this)
    this.stderr = makeOutput(stderr, 2, this)
    this.table = new DescriptorTable(options.maxHandles, ...standard(this))
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

  /** Ends the run: nothing of it stays open. */
  end(): void {
    const { table, stdin, stdout, stderr } = this
    const errors: unknown[] = []
    for (const close of [
      () => this.cancel?.end(),
      () => table.clear(),
      () => this.release?.(),
      () => stdin.close?.(),
      () => stdout.end?.(),
      () => stderr.end?.(),
    ]) {
      try {
        close()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length) throw errors[0]
  }
}
