import { explanation } from './problem.js'
import type { CoreFunction } from './preview1/contract.js'
import type { HostState } from './state.js'

// A memory tells nobody that it grew, so the run's maxMemory is checked when the guest calls the host. A run without it pays nothing.

/** `code` of the host, called only while the guest has no more memory than the run allows. */
export const bounded = (code: CoreFunction, state: HostState): CoreFunction =>
  state.options.maxMemory === Infinity
    ? code
    : (...args) => {
        check(state)
        return code(...args)
      }

/** Counts the memories that `instance` exports, before it runs. */
export const counted = (instance: WebAssembly.Instance, state: HostState): WebAssembly.Instance => {
  if (state.options.maxMemory === Infinity) return instance
  const { memories } = state
  for (const memory of Object.values(instance.exports))
    if (memory instanceof WebAssembly.Memory && !memories.includes(memory)) memories.push(memory)
  check(state)
  return instance
}

const check = (state: HostState): void => {
  const { maxMemory } = state.options
  let size = 0
  for (const { buffer } of state.memories) size += buffer.byteLength
  if (size > maxMemory) {
    const why = `it has ${size} bytes, and option maxMemory allows ${maxMemory}`
    state.limit('MEMORY_LIMIT', explanation(`${state.args[0]} uses too much memory`, why, 'pass a larger maxMemory'))
  }
}
