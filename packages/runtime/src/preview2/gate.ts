import type { CoreFunction } from '../guest/core-function.js'
import { trapBecause } from '../errors/trap.js'
import { isSuspendError } from '../guest/jspi.js'

/** The engine calls start functions, so there is no promise that could stand for the rest of them. */
const EARLY_WAIT = 'the guest calls a function that may wait while it is being instantiated'

/** Traps if `error` is the engine's error for a start function that calls a function which may suspend it. */
export const refuseEarlyWait = (error: unknown): void => {
  if (isSuspendError(error)) trapBecause(EARLY_WAIT, error)
}

/** The most parameters of a function of WASI. */
const MOST_PARAMS = 11

/**
 * The gate between a component and its host. Every call of the component passes it, and every error in the host becomes a real
 * trap: to the guest, an error of JavaScript would be an exception, which its `catch_all` catches.
 */
export class Gate {
  /**
   * Why the component may not call anything. Empty if it may. This is `may_leave` of the canonical ABI: a component can't call
   * its imports from `realloc` or `post-return`.
   * https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#component-instance-state
   */
  shut = ''
  /** Whether the guest may be suspended. Its start functions may not, because the engine calls them. */
  running = false

  readonly #open = new WeakSet<CoreFunction>()

  /** Marks a function that calls `pass` itself and throws only traps. `host` does not wrap it, so a clock is read at once. */
  open<T extends CoreFunction>(code: T): T {
    this.#open.add(code)
    return code
  }

  /** Traps unless the component may call its imports now. */
  pass(): void {
    if (this.shut) this.#refuse()
  }

  /** Wraps a host function for the component to call. Each arity has its own code: rest parameters cost more than the call. */
  host(code: CoreFunction): CoreFunction {
    if (this.#open.has(code)) return code
    // Only functions of JavaScript's have this many.
    if (code.length > MOST_PARAMS) return this.variadic(code)
    switch (code.length) {
      case 0:
        return () => {
          if (this.shut) this.#refuse()
          try {
            return code()
          } catch (error) {
            return this.failed(error)
          }
        }
      case 1:
        return (a) => {
          if (this.shut) this.#refuse()
          try {
            return code(a)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 2:
        return (a, b) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 3:
        return (a, b, c) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 4:
        return (a, b, c, d) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c, d)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 5:
        return (a, b, c, d, e) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c, d, e)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 6:
        return (a, b, c, d, e, f) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c, d, e, f)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 7:
        return (a, b, c, d, e, f, g) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c, d, e, f, g)
          } catch (error) {
            return this.failed(error)
          }
        }
      case 8:
        return (a, b, c, d, e, f, g, h) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c, d, e, f, g, h)
          } catch (error) {
            return this.failed(error)
          }
        }
      default:
        return (a, b, c, d, e, f, g, h, i, j, k) => {
          if (this.shut) this.#refuse()
          try {
            return code(a, b, c, d, e, f, g, h, i, j, k)
          } catch (error) {
            return this.failed(error)
          }
        }
    }
  }

  /** Wraps a function with an unknown number of parameters, like `host`. */
  variadic(code: CoreFunction): CoreFunction {
    return (...args) => {
      if (this.shut) this.#refuse()
      try {
        return code(...args)
      } catch (error) {
        return this.failed(error)
      }
    }
  }

  /** Wraps a function that may return a promise, which suspends the guest. */
  waiting(code: CoreFunction): CoreFunction {
    return (...args) => {
      const result = code(...args)
      if (!(result instanceof Promise)) return result
      const ended = result.catch((error: unknown) => this.failed(error))
      if (this.running) return ended
      // The rejection has no other handler.
      ended.catch(() => {})
      return this.failed(new Error(EARLY_WAIT))
    }
  }

  /** Wraps a function of the component that may not call its imports: `realloc` or `post-return`. */
  inner(code: CoreFunction, name: string): CoreFunction {
    return (...args) => {
      const before = this.shut
      this.shut = `a component can't call its imports while it is in ${name}`
      // If `code` throws, the gate stays shut.
      const result = code(...args)
      this.shut = before
      return result
    }
  }

  /** Ends the guest and keeps the gate shut, because it must not go on after a call that failed halfway. */
  failed(error: unknown): never {
    // If JavaScript is between the guest and a function that may wait, as in `realloc`, the engine does not call that function.
    if (this.shut && isSuspendError(error)) trapBecause(this.shut, error)
    this.shut ||= 'the component has already ended'
    if (error instanceof WebAssembly.RuntimeError) throw error
    return trapBecause(error instanceof Error ? error.message : 'an exception left a function that must not throw', error)
  }

  #refuse(): never {
    return trapBecause(this.shut)
  }
}
