import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from './core-function.js'

// Growing a memory raises no event, so maxMemory is checked when the guest calls the host, together with the timeout and the
// signal. A run without these options pays nothing.

/** Wraps a host function so that it first checks whether the run may go on and the guest's memory is within its limit. */
export const bounded = (code: CoreFunction, context: RunContext): CoreFunction => {
  const limited = context.options.maxMemory < Infinity
  if (!limited && !context.cancel) return code
  const checked: CoreFunction = (...args) => {
    context.interrupt()
    if (limited) check(context)
    return code(...args)
  }
  // The gate of the WASI 0.2 host depends on the number of parameters.
  return Object.defineProperty(checked, 'length', { value: code.length })
}

/** Registers the memories that `instance` exports for the limit, and checks it before the instance runs. */
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
