import type { RunContext } from '../context/run-context.js'
import { badOption, failure } from '../errors/problem.js'
import { guestTrap, trapAgain } from '../errors/trap.js'
import type { CoreFunction } from './core-function.js'
import { isSuspendError } from './jspi.js'
import type { LinkedGuest } from './linked-guest.js'
import type { ImportedFunction } from './missing-imports.js'

/** Whether JavaScript can't convert `value` to a number, or would have to call the caller's code for it. */
const isOdd = (value: unknown): boolean =>
  typeof value === 'symbol' || typeof value === 'function' || (typeof value === 'object' && value !== null)

/** Makes a function of the caller fit to be called by the guest, which waits for a promise if `waits`. */
export const callable = (
  code: CoreFunction,
  [module, name, signature]: ImportedFunction,
  guest: LinkedGuest,
  waits: boolean,
): CoreFunction => {
  const { context } = guest
  const results = signature.slice(signature.indexOf(':') + 1)
  const what = `${module}.${name}`

  const one = (type: string | undefined, value: unknown): unknown => {
    // The engine's own error would not name the function, and the guest could catch it.
    if (type !== undefined && 'iIfF'.includes(type) && ((typeof value === 'bigint') !== (type === 'I') || isOdd(value)))
      unfit(value, type === 'I' ? 'a bigint' : 'a number')
    return value
  }
  const unfit = (value: unknown, expected: string): never =>
    context.fail(badOption(`result of the imported function '${what}'`, value, expected, `Return ${expected}.`))
  const several = (value: unknown): unknown[] => {
    const expected = `an array of ${results.length} values`
    const isIterable = (typeof value === 'object' || typeof value === 'function') && value !== null && Symbol.iterator in value
    if (!isIterable) return unfit(value, expected)
    const all = context.user(() => [...(value as Iterable<unknown>)])
    return all.length === results.length ? all.map((item, index) => one(results[index], item)) : unfit(value, expected)
  }
  const checked = (value: unknown): unknown => {
    // The function may have called the guest, and caught the trap that ended it.
    if (context.failure || context.exitCode !== undefined) return guestTrap()
    if (guest.trapped) return passOn(guest.trapped)
    if (results.length <= 1) return one(results[0], value)
    return several(value)
  }
  const passOn = (trap: Error): never => {
    guest.trapped = undefined
    return trapAgain(trap)
  }
  const later = (promise: Promise<unknown>): Promise<unknown> => {
    const { cancel } = context
    if (!waits) {
      // The run ends now, and how the promise ends makes no difference.
      promise.catch(() => {})
      return context.fail(cannotWait(what, context))
    }
    const awaited = promise.then(checked, (error: unknown) => context.fail(error))
    return cancel ? cancel.race(awaited, (error) => context.reach(error)) : awaited
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
      if (error === guest.trapped && guest.trapped) return passOn(guest.trapped)
      if (error instanceof WebAssembly.RuntimeError) return passOn(error)
      return context.fail(isSuspendError(error) ? cannotNest(what, error) : error)
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
