import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { isTrap, WasiTrapError } from '../errors/trap.js'
import { record, type Exports } from '../exports.js'
import type { Guest, MemoryLike } from '../types.js'
import type { CoreFunction } from './core-function.js'
import { memoryOf, type Enter } from './instance.js'

/** `WebAssembly.Exception`, which TypeScript's library does not have. */
interface Exception {
  is(tag: unknown): boolean
}

const isKind = (value: unknown, kind: string): boolean => Object.prototype.toString.call(value) === `[object WebAssembly.${kind}]`

/** The guest as the caller's functions see it. They are made before the instance exists. */
export class LinkedGuest implements Guest {
  readonly name: string
  /** The trap that ended a call by JavaScript, until the guest under it has been ended, too. */
  trapped: Error | undefined = undefined
  /** The number of the caller's functions that have not returned yet. */
  depth = 0
  /** The `inner` of the dispatcher, if there is one. */
  inner: WebAssembly.Global | undefined = undefined
  #raw: Exports | undefined
  #enter: Enter | undefined
  #exports: Exports | undefined
  /** The exceptions with which the guest left a call by JavaScript. */
  readonly #thrown = new WeakSet<object>()

  constructor(readonly context: RunContext) {
    this.name = context.args[0]!
  }

  /** `enter` performs calls into an instance that outlasts its main function. */
  bind(exports: Exports, enter: Enter | undefined): void {
    this.#raw = exports
    this.#enter = enter ?? this.#running()
  }

  get exports(): Exports {
    return (this.#exports ??= Object.freeze(
      record(
        Object.entries(this.#made).map(([name, value]) => [
          name,
          typeof value === 'function' ? this.#call(value as CoreFunction) : value,
        ]),
      ),
    ))
  }

  get memory(): MemoryLike {
    const memory = memoryOf(this.#made)
    if (memory) return memory as MemoryLike
    throw failure(
      'UNSUPPORTED_MODE',
      `${this.name} exports no memory`,
      "A function that it imports reads 'guest.memory'.",
      'Export the memory, as `memory` if it has several.',
    )
  }

  get #made(): Exports {
    if (this.#raw) return this.#raw
    throw failure(
      'UNSUPPORTED_MODE',
      `the exports of ${this.name} were read before they exist`,
      'A function that makes an import module is called before the instance is made.',
      "Read 'guest.memory' and 'guest.exports' inside of the imported functions.",
    )
  }

  /**
   * Whether `error` is an exception that the guest itself threw, or that has one of its tags, so that it may catch it. Calls through a
   * table are not seen.
   */
  owns(error: unknown): boolean {
    if (!isKind(error, 'Exception')) return false
    if (this.#thrown.has(error as object)) return true
    return Object.values(this.#raw ?? {}).some(
      (value) => value instanceof WebAssembly.Table || (isKind(value, 'Tag') && (error as Exception).is(value)),
    )
  }

  /** Wraps a function of the guest for JavaScript to call. */
  #call(code: CoreFunction): CoreFunction {
    return (...args) => {
      let passing: { error: unknown } | undefined
      const result = this.#enter!(() => {
        const { inner } = this
        const outside = inner?.value === 0
        if (outside) inner.value = 1
        try {
          return code(...args)
        } catch (error) {
          const { failure: failed, exitCode } = this.context
          if (isKind(error, 'Exception')) {
            // The guest under the caller's function may catch it.
            this.#thrown.add(error as object)
            if (this.depth > 0) return void (passing = { error })
          } else if (isTrap(error) && !failed && exitCode === undefined) this.trapped ??= error as Error
          throw error
        } finally {
          if (outside) inner.value = 0
        }
      })
      if (passing) throw passing.error
      return result
    }
  }

  /** Performs calls into a guest that is not used after its main function. */
  #running(): Enter {
    const { context, name } = this
    let over = false
    context.atEnd(() => {
      over = true
      // The caller's code has caught the trap, and the guest has not called it since.
      if (!this.trapped || context.failure) return
      context.reached = new WasiTrapError(name, this.trapped, '', '', [])
      context.failure = { error: context.reached }
    })
    return (call) => {
      if (!over && !context.failure && !this.trapped && context.exitCode === undefined) return call()
      throw failure(
        'ENDED',
        `${name} was called after it ended`,
        over ? 'Its run is over.' : 'It has trapped, exited or reached a limit.',
        'Call it during the run, or make an instance that can be called afterwards.',
      )
    }
  }
}
