import { failure } from './problem.js'
import { explain, type ProgramSpec } from './program.js'
import type { HostState } from './state.js'
import { guestFrames, isTrap } from './trap.js'

/**
 * Whether `error` unwound the library. A TypeError may come of an argument of the wrong type, before it was entered; and a RangeError
 * may be the glue's own, which makes numbers and strings of what it is given.
 */
const unwound = (error: unknown): boolean =>
  (isTrap(error) && !(error instanceof RangeError)) || guestFrames(error, true).length > 0

/** What instances hold that are not used any more: nobody tells us that one is done with. */
const unused = /* @__PURE__ */ new FinalizationRegistry<HostState>((state) => {
  try {
    state.end()
  } catch {
    // Nobody is left to be told.
  }
})

const exited = ({ name }: ProgramSpec, { exitCode }: HostState, cause: unknown): Error =>
  failure('ENDED', `${name} exited with code ${exitCode}`, 'a library that exits is gone', 'make a fresh instance', cause)

/** The life of one instance of a library, from its start to its end. */
export class Instance {
  #started = false
  /** Calls that are under way, one within the other by way of the caller's callbacks. */
  #calls = 0
  #released = false
  /** Why it can't be called any more. */
  #over: { why: string; cause?: unknown } | undefined

  constructor(
    readonly spec: ProgramSpec,
    readonly state: HostState,
  ) {
    unused.register(this, state, this)
    // A signal may outlive the instance, and must not keep it.
    const self = new WeakRef(this)
    state.cancel?.watch(() => self.deref()?.aborted())
  }

  /** Runs what starts it. */
  async start<T>(make: () => T | Promise<T>): Promise<T> {
    this.#calls++
    this.state.cancel?.start()
    try {
      this.state.interrupt()
      const made = await make()
      this.state.interrupt()
      this.#started = true
      return made
    } catch (error) {
      throw this.#failed(error)
    } finally {
      this.#calls--
      this.#left()
    }
  }

  /** Runs code of the library; what ends it there ends it for good. Much is called this way that takes no longer than this does. */
  readonly enter = <T>(call: () => T): T => {
    if (this.#over) this.#refuse()
    const { cancel } = this.state
    if (this.#calls++ === 0 && cancel) cancel.start()
    try {
      const result = call()
      if (cancel) this.state.interrupt()
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
    this.state.cancel?.stop()
    if (this.#over) this.#release()
  }

  /** Its signal was aborted. A call that is under way finds out by itself. */
  private aborted(): void {
    if (this.#calls) return
    this.#end('its signal was aborted', this.state.cancel?.due())
    this.#release()
  }

  /** What to throw for `error`, which a call threw. */
  #failed(error: unknown): unknown {
    const { spec, state } = this
    if (this.#started && !state.failure && !unwound(error)) return error
    const cause = state.failure ? state.failure.error : (explain(spec, state, error, '', '') ?? exited(spec, state, error))
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
    this.state.end()
  }
}
