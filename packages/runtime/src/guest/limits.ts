import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from './core-function.js'

// A memory tells nobody that it grew, so maxMemory is checked when the guest calls the host, as is whether the run must end. A run
// without such options pays nothing.

/** `code` of the host, called only while the run may go on and the guest has no more memory than it allows. */
export const bounded = (code: CoreFunction, context: RunContext): CoreFunction => {
  const limited = context.options.maxMemory < Infinity
  if (!limited && !context.cancel) return code
  const checked: CoreFunction = (...args) => {
    context.interrupt()
    if (limited) check(context)
    return code(...args)
  }
  // The gate of a component's host goes by the number of parameters.
  return Object.defineProperty(checked, 'length', { value: code.length })
}

/** Counts the memories that `instance` exports, before it runs. */
export const counted = (instance: WebAssembly.Instance, context: RunContext): WebAssembly.Instance => {
  if (context.options.maxMemory < Infinity) {
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) context.memories.add(value)
    check(context)
  }
  return instance
}

const check = (context: RunContext): void => {
  let size = 0
  for (const { buffer } of context.memories) size += buffer.byteLength
  if (size > context.options.maxMemory) context.exceeded('MEMORY_LIMIT', 'maxMemory', `has ${size} bytes of memory`)
}
