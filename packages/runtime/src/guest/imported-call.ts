import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { guestTrap, trapAgain } from '../errors/trap.js'
import type { CoreFunction } from './core-function.js'
import { isSuspendError } from './jspi.js'
import type { LinkedGuest } from './linked-guest.js'
import type { ImportedFunction } from './missing-imports.js'
import { resultsOf } from './results.js'

/** Makes a function of the caller fit to be called by the guest, which waits for a promise if `waits`. */
export const callable = (code: CoreFunction, entry: ImportedFunction, guest: LinkedGuest, waits: boolean): CoreFunction => {
  const { context } = guest
  const results = resultsOf(entry)
  const what = `${entry[0]}.${entry[1]}`

  const checked = (value: unknown): unknown => {
    // The function may have called the guest, and caught the trap that ended it.
    if (context.failure || context.exitCode !== undefined) return guestTrap()
    if (guest.trapped) return passOn(guest.trapped)
    try {
      return results(value)
    } catch (error) {
      return context.fail(error)
    }
  }
  const passOn = (trap: Error): never => {
    guest.trapped = undefined
    return trapAgain(trap)
  }
  /** Ends the guest because of what the function threw. */
  const thrown = (error: unknown): never => {
    if (isSuspendError(error)) return context.fail(cannotNest(what, error))
    if (error === guest.trapped && guest.trapped) return passOn(guest.trapped)
    return error instanceof WebAssembly.RuntimeError ? passOn(error) : context.fail(error)
  }
  const later = (promise: Promise<unknown>): Promise<unknown> => {
    const { cancel } = context
    if (!waits) {
      // The run ends now, and how the promise ends makes no difference.
      promise.catch(() => {})
      return context.fail(cannotWait(what, context))
    }
    const awaited = promise.then(checked, thrown)
    const result = cancel ? cancel.race(awaited, (error) => context.reach(error)) : awaited
    // The engine drops it if it can't suspend the guest, and throws.
    result.catch(() => {})
    return result
  }

  return (...args) => {
    let value: unknown
    guest.depth++
    try {
      value = code(...args)
    } catch (error) {
      if (guest.owns(error)) {
        // The dispatcher does not see how the call ends.
        if (waits && guest.inner) guest.inner.value = 0
        throw error
      }
      return thrown(error)
    } finally {
      guest.depth--
    }
    return value instanceof Promise ? later(value) : checked(value)
  }
}

/** In V8, a function that may suspend the guest can't be called with JavaScript's frames in between, even if it does not wait. */
const cannotNest = (what: string, error: unknown) =>
  failure(
    'UNSUPPORTED_MODE',
    `the imported function '${what}' called the guest, which called a function that may wait`,
    'In `await run()`, and in an instance with the option `async`, functions such as `poll_oneoff` suspend the guest, and it could not be suspended there.',
    'Call `run.sync()`, leave out `async`, or let the guest make these calls after the function has returned.',
    error,
  )

const cannotWait = (what: string, { async }: RunContext) => {
  const [why, fix] = async
    ? [
        'JavaScript called the guest, so the guest can only be suspended after that call.',
        'Return a value, or let the guest call this function after the call has returned.',
      ]
    : [
        'Waiting needs an engine with JSPI (`WebAssembly.Suspending`), and is not possible in `run.sync()`. An instance needs the option `async`, too.',
        'Return a value, or call `await run()` or `instantiate({ async: jspi })` in an engine with JSPI.',
      ]
  return failure(
    'UNSUPPORTED_MODE',
    `the imported function '${what}' returned a promise, but the guest can't wait for it`,
    why,
    fix,
  )
}
