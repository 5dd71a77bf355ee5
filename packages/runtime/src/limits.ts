import { explanation } from './problem.js'
import type { CoreFunction } from './preview1/contract.js'
import type { RunErrorCode } from './run-error.js'
import type { HostState } from './state.js'

/** Ends the run, whose guest reached what `option` allows. */
export const exceeded = (
  state: HostState,
  code: RunErrorCode,
  option: 'maxOutput' | 'maxMemory' | 'maxHandles',
  what: string,
): never => {
  const why = `option ${option} allows ${state.options[option]}`
  return state.limit(code, explanation(`${state.args[0]} ${what}`, why, `pass a larger ${option}`))
}

// A memory tells nobody that it grew, so maxMemory is checked when the guest calls the host, as is whether the run must end. A run
// without such options pays nothing.

/** `code` of the host, called only while the run may go on and the guest has no more memory than it allows. */
export const bounded = (code: CoreFunction, state: HostState): CoreFunction => {
  const limited = state.options.maxMemory < Infinity
  if (!limited && !state.cancel) return code
  const checked: CoreFunction = (...args) => {
    state.interrupt()
    if (limited) check(state)
    return code(...args)
  }
  // The gate of a component's host goes by the number of parameters.
  return Object.defineProperty(checked, 'length', { value: code.length })
}

/** Counts the memories that `instance` exports, before it runs. */
export const counted = (instance: WebAssembly.Instance, state: HostState): WebAssembly.Instance => {
  if (state.options.maxMemory < Infinity) {
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) state.memories.add(value)
    check(state)
  }
  return instance
}

const check = (state: HostState): void => {
  let size = 0
  for (const { buffer } of state.memories) size += buffer.byteLength
  if (size > state.options.maxMemory) exceeded(state, 'MEMORY_LIMIT', 'maxMemory', `has ${size} bytes of memory`)
}
