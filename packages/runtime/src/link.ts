import { bounded, counted } from './limits.js'
import type { CoreFunction, Functions, HostPart } from './preview1/contract.js'
import type { HostState } from './state.js'
import { comesLater } from './stdio/stream-input.js'

/** lib.dom does not know JSPI yet. https://github.com/WebAssembly/js-promise-integration */
const jspi = WebAssembly as unknown as {
  Suspending: (new (code: CoreFunction) => CoreFunction) | undefined
  promising: (code: CoreFunction) => CoreFunction
}

export const hasJspi = (): boolean => typeof jspi.Suspending === 'function' && typeof jspi.promising === 'function'

/** The preview1 functions of `parts`, for one run. Names are the guest's: an import called `constructor` must not find Object's. */
export const link = (parts: readonly HostPart[], state: HostState): Functions => {
  const functions = nameless(...parts.map((part) => part(state)))
  for (const name in functions) functions[name] = bounded(functions[name]!, state)
  return functions
}

const nameless = (...parts: readonly Functions[]): Functions =>
  Object.assign(Object.create(null) as Functions, ...parts) as Functions

/** `code` of the host, which after a write waits until a stream takes more. A wait ends with the run. */
export const waiting = (code: CoreFunction, state: HostState): CoreFunction => {
  const { cancel, stdout, stderr } = state
  if (!cancel && !stdout.drained && !stderr.drained) return code
  return (...args) => {
    const result = code(...args)
    const drained = stdout.drained?.() ?? stderr.drained?.()
    const answer = drained ? drained.then(() => result) : result
    return cancel && answer instanceof Promise ? cancel.race(answer, (error) => state.reach(error)) : answer
  }
}

/** `code` of the host, which suspends the guest when it returns a promise. */
export const suspend = (code: CoreFunction): CoreFunction => new jspi.Suspending!(code)

/**
 * Lets those of `functions` suspend the guest that can wait in this run: to suspend costs, even where nothing is waited for. No output
 * but to a stream ever waits.
 */
export const suspending = (functions: Functions, state: HostState): Functions => {
  if (!state.async) return functions
  const {
    stdout,
    stderr,
    options: { input, stdin },
  } = state
  const names = ['poll_oneoff']
  if (stdin === 'inherit' || comesLater(input)) names.push('fd_read')
  if (stdout.drained || stderr.drained) names.push('fd_write')
  const wrapped = names.filter((name) => functions[name]).map((name) => [name, suspend(waiting(functions[name]!, state))])
  return nameless(functions, Object.fromEntries(wrapped) as Functions)
}

/** `code` of the guest, to be called; where the run may suspend it, what it returns is a promise. */
export const entry = (code: CoreFunction, { async }: HostState): CoreFunction => (async ? jspi.promising(code) : code)

/** An instance of `module`. `waits`: it may be a promise, as it has to be for large modules on a browser's main thread. */
export const makeInstance = (
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
  state: HostState,
  waits: boolean,
): WebAssembly.Instance | Promise<WebAssembly.Instance> => {
  const made = (instance: WebAssembly.Instance) => counted(instance, state)
  return waits && !state.platform.syncInstances
    ? WebAssembly.instantiate(module, imports).then(made)
    : made(new WebAssembly.Instance(module, imports))
}
