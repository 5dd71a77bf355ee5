import { record, type Exports } from '../exports.js'
import type { CoreFunction } from '../guest/core-function.js'
import { promising } from '../guest/jspi.js'
import type { Preview2Host } from './host.js'
import { suspending } from './suspending.js'

/**
 * The functions that core modules may import without a wrapper: those of the host and of other core modules. The keys are what the glue
 * has for them.
 */
export type Known = Map<unknown, CoreFunction>

/** How a command that is linked by glue runs if it can be suspended. */
export interface WaitingRun {
  /** The host function `code`, as core modules import it. */
  lower(code: CoreFunction, interfaceName: string, name: string): CoreFunction
  /** The exports of a core instance, as the glue gets them. */
  exports(exports: Exports, known: Known): Exports
  /** Calls `run`, which calls a function of the glue without parameters. */
  call<T>(run: () => T): Promise<T>
}

/** Thrown instead of the call that the glue would make. */
const stopped = /* @__PURE__ */ new Error('the glue was stopped before its call')

/**
 * Lets the run of a command that is linked by glue be suspended. JSPI can't suspend the glue, so it is called twice: the first call
 * ends where it would call the component. Then the component runs without JavaScript under it, and the second call gets its result.
 */
export const waitingRun = (host: Preview2Host): WaitingRun => {
  let stops = false
  let called: CoreFunction | undefined
  let result: { readonly value: unknown } | undefined

  const outer =
    (code: CoreFunction): CoreFunction =>
    (...args) => {
      if (stops) {
        called ??= code
        throw stopped
      }
      if (!result || code !== called) return code(...args)
      const { value } = result
      result = undefined
      return value
    }

  return {
    lower: (code, interfaceName, name) => suspending(code, interfaceName, name, host),
    exports: (exports, known) =>
      record(
        Object.entries(exports).map(([name, value]) => {
          if (typeof value !== 'function') return [name, value]
          const outside = outer(value as CoreFunction)
          known.set(outside, value as CoreFunction)
          return [name, outside]
        }),
      ),
    async call(run) {
      stops = true
      try {
        return run()
      } catch (error) {
        if (error !== stopped) throw error
      } finally {
        stops = false
      }
      host.gate.running = true
      result = { value: await promising(called!, true)() }
      return run()
    },
  }
}
