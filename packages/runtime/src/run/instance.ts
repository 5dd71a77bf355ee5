import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { frames, isTrap } from '../errors/trap.js'
import { explain } from './explain.js'
import type { ProgramSpec } from './program.js'

/**
 * Whether `error` unwound the reactor. A TypeError may be caused by an argument of the wrong type before the reactor was entered,
 * and a RangeError may come from the glue, which converts arguments to numbers and strings.
 */
const unwound = (error: unknown): boolean => (isTrap(error) && !(error instanceof RangeError)) || frames(error, true).length > 0

/** Ends instances that the caller has lost without disposing of them. */
const unused = /* @__PURE__ */ new FinalizationRegistry<RunContext>((context) => {
  try {
    context.end()
  } catch {
    // No caller is left to receive the error.
  }
})

/** The error for a function that exits. It carries the code, with which `unwasi run --invoke` ends. */
const exited = ({ name }: ProgramSpec, { exitCode }: RunContext, cause: unknown): Error =>
  Object.assign(
    failure(
      'ENDED',
      `${name} exited with code ${exitCode}`,
      "An instance can't be used after it exits.",
      'Make a fresh instance.',
      cause,
    ),
    { exitCode },
  )

/** The life of one instance of a reactor, from its start to its end. */
export class Instance {
  #started = false
  /** The number of calls under way. They nest when a callback of the caller calls the reactor. */
  #calls = 0
  #released = false
  /** Why the instance can't be called any more. */
  #over: { why: string; failed: boolean; cause?: unknown } | undefined

  constructor(
    readonly spec: ProgramSpec,
    readonly context: RunContext,
  ) {
    unused.register(this, context, this)
    Instance.watch(new WeakRef(this), context)
  }

  /**
   * Lets an aborted signal end the instance. A signal may outlive the instance, and must not keep it: a function that is made in the
   * constructor would, because it shares its scope with `enter`, which has `this`.
   */
  private static watch(self: WeakRef<Instance>, { cancel }: RunContext): void {
    cancel?.watch(() => self.deref()?.aborted())
  }

  /** Starts the reactor by calling `make`. Later, makes a call that may wait, which must not nest. */
  async start<T>(make: () => T | Promise<T>): Promise<T> {
    if (this.#started && this.#over) this.#refuse()
    this.#calls++
    this.context.cancel?.start()
    try {
      this.context.interrupt()
      const made = await make()
      this.context.interrupt()
      this.#started = true
      return made
    } catch (error) {
      throw this.#failed(error)
    } finally {
      this.#calls--
      this.#left()
    }
  }

  /** Runs code of the reactor. A trap, exit or limit there ends the instance for good. This must be fast: many calls are short. */
  readonly enter = <T>(call: () => T): T => {
    if (this.#over) this.#refuse()
    const { cancel } = this.context
    if (this.#calls++ === 0 && cancel) cancel.start()
    try {
      const result = call()
      if (cancel) this.context.interrupt()
      return result
    } catch (error) {
      throw this.#failed(error)
    } finally {
      if (--this.#calls === 0 && (cancel || this.#over)) this.#left()
    }
  }

  /** Ends the instance, after the call that is under way. `why` is for those who call it later. */
  dispose(why = 'It was disposed.'): void {
    this.#end(why, false)
    if (!this.#calls) this.#release()
  }

  #refuse(): never {
    const { why, cause } = this.#over!
    throw failure('ENDED', `${this.spec.name} was called after it ended`, why, 'Make a fresh instance.', cause)
  }

  /** No call is under way any more. */
  #left(): void {
    this.context.cancel?.stop()
    if (!this.#over) return
    try {
      this.#release()
    } catch (error) {
      // The caller gets the error that ended the instance.
      if (!this.#over.failed) throw error
    }
  }

  /** Handles an aborted signal. A call that is under way checks the signal itself. */
  private aborted(): void {
    if (this.#calls) return
    this.#end('Its signal was aborted.', true, this.context.cancel?.due())
    // An error in the listener of a signal would end the process.
    this.#left()
  }

  /** The error to throw for `error`, which a call threw. */
  #failed(error: unknown): unknown {
    const { spec, context } = this
    if (this.#started && !context.failure && !unwound(error)) return error
    const cause = context.failure
      ? context.failure.error
      : (explain(spec, context, error, '', '', frames) ?? exited(spec, context, error))
    this.#end('It trapped, exited or reached a limit in an earlier call.', true, cause)
    return cause
  }

  #end(why: string, failed: boolean, cause?: unknown): void {
    this.#over ??= { why, failed, cause }
    unused.unregister(this)
  }

  /** Closes everything that the instance has open. */
  #release(): void {
    if (this.#released) return
    this.#released = true
    try {
      this.context.end()
    } catch (error) {
      const { failure: failed } = this.context
      throw failed ? failed.error : error
    }
  }
}
