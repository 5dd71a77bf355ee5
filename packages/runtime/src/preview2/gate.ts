import type { CoreFunction } from '../guest/core-function.js'
import { trapBecause } from '../errors/trap.js'

/**
 * Between a component and its host. Whatever the component may call passes here, and whatever goes wrong in the host comes back as a
 * real trap: JavaScript's own errors would be exceptions to the guest, which its `catch_all` catches.
 */
export class Gate {
  /**
   * Why nothing may be called; empty as long as anything may. `may_leave` of the canonical ABI: a component can't call out from
   * `realloc` or `post-return`. https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#component-instance-state
   */
  shut = ''
  /** Whether the guest may be suspended. Its start functions may not, since they are called by the engine. */
  running = false

  readonly #open = new WeakSet<CoreFunction>()

  /** `code` that asks `pass` itself and throws nothing but traps, so that `host` leaves it as it is: a clock's time is that of its call. */
  open<T extends CoreFunction>(code: T): T {
    this.#open.add(code)
    return code
  }

  /** Traps unless the component may call now. */
  pass(): void {
    if (this.shut) this.#refuse()
  }

  /** `code` of the host, for the component to call. One function for each arity: rest parameters cost more than the call itself. */
  host(code: CoreFunction): CoreFunction {
    if (this.#open.has(code)) return code
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

  /** As `host`, for code that does not say how many parameters it takes. */
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

  /** `code` that may return a promise, which suspends the guest. None of it takes more than four parameters. */
  waiting(code: CoreFunction): CoreFunction {
    return (a, b, c, d) => {
      const result = code(a, b, c, d)
      if (!(result instanceof Promise)) return result
      const ended = result.catch((error: unknown) => this.failed(error))
      if (this.running) return ended
      // Nobody waits for it any more.
      ended.catch(() => {})
      return this.failed(new Error('the guest waits while it is being instantiated'))
    }
  }

  /** `code` of the component that may not call out: `realloc` or `post-return`. */
  inner(code: CoreFunction, name: string): CoreFunction {
    return (...args) => {
      const before = this.shut
      this.shut = `a component can't call its imports while it is in ${name}`
      // If it throws, nothing may be called any more.
      const result = code(...args)
      this.shut = before
      return result
    }
  }

  /** Ends the guest, and lets it call nothing again: what it was told halfway is not to be built on. */
  failed(error: unknown): never {
    this.shut ||= 'the component was ended before'
    if (error instanceof WebAssembly.RuntimeError) throw error
    return trapBecause(error instanceof Error ? error.message : 'an exception left a function that can have none', error)
  }

  #refuse(): never {
    return trapBecause(this.shut)
  }
}
