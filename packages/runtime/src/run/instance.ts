import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { guestFrames, isTrap } from '../errors/trap.js'
import { explain } from './explain.js'
import type { ProgramSpec } from './program.js'

/**
 * Whether `error` unwound the reactor. A TypeError may come of an argument of the wrong type, before it was entered; and a RangeError
 * may be the glue's own, which makes numbers and strings of what it is given.
 */
const unwound = (error: unknown): boolean =>
  (isTrap(error) && !(error instanceof RangeError)) || guestFrames(error, true).length > 0

/** What instances hold that are not used any more: nobody tells us that one is done with. */
const unused = /* @__PURE__ */ new FinalizationRegistry<RunContext>((context) => {
  try {
    context.end()
  } catch {
    // Nobody is left to be told.
  }
})

const exited = ({ name }: ProgramSpec, { exitCode }: RunContext, cause: unknown): Error =>
  failure('ENDED', `${name} exited with code ${exitCode}`, 'a library that exits is gone', 'make a fresh instance', cause)

/** The life of one instance of a reactor, from its start to its end. */
export class Instance {
  #started = false
  /** Calls that are under way, one within the other by way of the caller's callbacks. */
  #calls = 0
  #released = false
  /** Why it can't be called any more. */
  #over: { why: string; cause?: unknown } | undefined

  constructor(
    readonly spec: ProgramSpec,
    readonly context: RunContext,
  ) {
    unused.register(this, context, this)
    // A signal may outlive the instance, and must not keep it.
    const self = new WeakRef(this)
    context.cancel?.watch(() => self.deref()?.aborted())
  }

  /** Runs what starts it. */
  async start<T>(make: () => T | Promise<T>): Promise<T> {
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

  /** Runs code of the reactor; what ends it there ends it for good. Much is called this way that takes no longer than this does. */
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

  /** Ends it, after the call that is under way. */
  dispose(): void {
    this.#end('it was disposed')
    if (!this.#calls) this.#release()
  }

  #refuse(): never {
    const { why, cause } = this.#over!
    throw failure('ENDED', `${this.spec.name} was called after its end`, why, 'make a fresh instance', cause)
  }

  /** No call is under way any more. */
  #left(): void {
    this.context.cancel?.stop()
    if (this.#over) this.#release()
  }

  /** Its signal was aborted. A call that is under way finds out by itself. */
  private aborted(): void {
    if (this.#calls) return
    this.#end('its signal was aborted', this.context.cancel?.due())
    this.#release()
  }

  /** What to throw for `error`, which a call threw. */
  #failed(error: unknown): unknown {
    const { spec, context } = this
    if (this.#started && !context.failure && !unwound(error)) return error
    const cause = context.failure
      ? context.failure.error
      : (explain(spec, context, error, '', '') ?? exited(spec, context, error))
    this.#end('it trapped, exited or reached a limit in an earlier call', cause)
    return cause
  }

  #end(why: string, cause?: unknown): void {
    this.#over ??= { why, cause }
    unused.unregister(this)
  }

  /** Closes what it holds. */
  #release(): void {
    if (this.#released) return
    this.#released = true
    this.context.end()
  }
}
