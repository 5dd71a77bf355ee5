import type { RunContext } from '../context/run-context.js'
import { comesLater } from '../stdio/later.js'
import type { CoreFunction } from './core-function.js'

/** TypeScript's library does not have JSPI yet. https://github.com/WebAssembly/js-promise-integration */
const jspi = WebAssembly as unknown as {
  Suspending: (new (code: CoreFunction) => CoreFunction) | undefined
  promising: (code: CoreFunction) => CoreFunction
}

export const hasJspi = (): boolean => typeof jspi.Suspending === 'function' && typeof jspi.promising === 'function'

/** Wraps a host function so that it suspends the guest when it returns a promise. */
export const suspend = (code: CoreFunction): CoreFunction => new jspi.Suspending!(code)

/** Wraps a host function so that it waits after a write until a full stream takes more. The wait ends with the run. */
export const waiting = (code: CoreFunction, context: RunContext): CoreFunction => {
  const { cancel, stdout, stderr } = context
  if (!cancel && !context.outputWaits) return code
  return (...args) => {
    const result = code(...args)
    const drained = stdout.drained?.() ?? stderr.drained?.()
    // The result may be a promise that rejects first.
    const answer = drained ? Promise.all([result, drained]).then(([value]) => value) : result
    return cancel && answer instanceof Promise ? cancel.race(answer, (error) => context.reach(error)) : answer
  }
}

/** Whether reads of standard input may have to wait. */
export const inputWaits = ({ options: { input, stdin } }: RunContext): boolean => stdin === 'inherit' || comesLater(input)

/**
 * Makes a function of the guest callable. If a host function may suspend the guest, it returns a promise. Otherwise it stays the
 * same, because calls of the host take longer on a stack that the engine can suspend.
 */
export const promising = (code: CoreFunction, suspends: boolean): CoreFunction => (suspends ? jspi.promising(code) : code)

/** Whether `error` is the engine's error for a function that may suspend the guest where nothing can be suspended. */
export const isSuspendError = (error: unknown): boolean => error instanceof Error && error.name === 'SuspendError'
