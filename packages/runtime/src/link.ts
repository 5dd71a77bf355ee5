import type { CoreFunction, Functions, HostPart } from './preview1/contract.js'
import type { HostState } from './state.js'

/** lib.dom does not know JSPI yet. https://github.com/WebAssembly/js-promise-integration */
export const jspi = WebAssembly as unknown as {
  Suspending: (new (code: CoreFunction) => CoreFunction) | undefined
  promising: (code: CoreFunction) => CoreFunction
}

export const hasJspi = (): boolean => typeof jspi.Suspending === 'function' && typeof jspi.promising === 'function'

/** The preview1 functions of `parts`, for one run. */
export const link = (parts: readonly HostPart[], state: HostState): Functions =>
  Object.assign({}, ...parts.map((part) => part(state))) as Functions

/**
 * Lets those of `functions` suspend the guest that can wait in this run: to suspend costs, even where nothing is waited for. No output
 * of ours ever waits.
 */
export const suspending = (functions: Functions, { async, options: { stdin } }: HostState): Functions => {
  if (!async) return functions
  const waits = stdin === 'inherit' || (typeof stdin === 'object' && Symbol.asyncIterator in stdin)
  const names = ['poll_oneoff', ...(waits ? ['fd_read'] : [])]
  const wrapped = names.filter((name) => functions[name]).map((name) => [name, new jspi.Suspending!(functions[name]!)])
  return { ...functions, ...(Object.fromEntries(wrapped) as Functions) }
}

/** An export of the guest, to be called; where the run may suspend it, what it returns is a promise. */
export const entry = (guest: WebAssembly.Instance, name: string, { async }: HostState): (() => unknown) => {
  const code = guest.exports[name] as CoreFunction
  return async ? jspi.promising(code) : code
}
