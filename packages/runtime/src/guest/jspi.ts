import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from './core-function.js'

/** lib.dom does not know JSPI yet. https://github.com/WebAssembly/js-promise-integration */
const jspi = WebAssembly as unknown as {
  Suspending: (new (code: CoreFunction) => CoreFunction) | undefined
  promising: (code: CoreFunction) => CoreFunction
}

export const hasJspi = (): boolean => typeof jspi.Suspending === 'function' && typeof jspi.promising === 'function'

/** `code` of the host, which suspends the guest when it returns a promise. */
export const suspend = (code: CoreFunction): CoreFunction => new jspi.Suspending!(code)

/** `code` of the host, which after a write waits until a stream takes more. A wait ends with the run. */
export const waiting = (code: CoreFunction, context: RunContext): CoreFunction => {
  const { cancel, stdout, stderr } = context
  if (!cancel && !stdout.drained && !stderr.drained) return code
  return (...args) => {
    const result = code(...args)
    const drained = stdout.drained?.() ?? stderr.drained?.()
    const answer = drained ? drained.then(() => result) : result
    return cancel && answer instanceof Promise ? cancel.race(answer, (error) => context.reach(error)) : answer
  }
}

/** `code` of the guest, to be called; where the run may suspend it, what it returns is a promise. */
export const promising = (code: CoreFunction, { async }: { readonly async: boolean }): CoreFunction =>
  async ? jspi.promising(code) : code
