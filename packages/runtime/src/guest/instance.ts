import type { RunContext } from '../context/run-context.js'
import type { Exports } from '../exports.js'
import { counted } from './limits.js'

/** An instance of a program. Its exports are never what a promise resolves to: one of them may be called `then`. */
export interface GuestInstance {
  readonly exports: Exports
  /** The exports of a component, made to call all that they call by `enter`. */
  guarded?(enter: Enter): Exports
}

/** Makes a call into a reactor. */
export type Enter = <T>(call: () => T) => T

/** Makes instances of a component. */
export interface ComponentLink {
  /** Compiles the core modules in `file`, which is the component. */
  compile(file: BufferSource): Promise<readonly WebAssembly.Module[]>
  /** A command runs to its end by it. `waits`: the result may be a promise. */
  instantiate(context: RunContext, modules: readonly WebAssembly.Module[], waits: boolean): GuestInstance | Promise<GuestInstance>
}

/** Goes on with `value`: at once, or when it is there. */
export const chain = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value)

/** An instance of the core module `module`. `waits`: it may be a promise, as it has to be for large modules on a browser's main thread. */
export const makeInstance = (
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
  context: RunContext,
  waits: boolean,
): WebAssembly.Instance | Promise<WebAssembly.Instance> => {
  const made = (instance: WebAssembly.Instance) => counted(instance, context)
  return waits && !context.platform.syncInstances
    ? WebAssembly.instantiate(module, imports).then(made)
    : made(new WebAssembly.Instance(module, imports))
}
