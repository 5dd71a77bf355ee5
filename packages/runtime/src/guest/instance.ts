import type { RunContext } from '../context/run-context.js'
import type { Exports } from '../exports.js'
import { counted } from './limits.js'

/** An instance of a program. Promises resolve to this and never to the exports, because one of them may be called `then`. */
export interface GuestInstance {
  readonly exports: Exports
  /** Whether calls of its functions may be suspended. */
  readonly suspends?: boolean
  /** The exports of a component, wrapped so that all calls into it go through `enter`. */
  guarded?(enter: Enter): Exports
  /** Runs a component that is a command and was made by `ComponentLink.keep`. Returns its exit code, or a promise if it may wait. */
  begin?(): number | Promise<number>
}

/** Performs a call into a reactor. */
export type Enter = <T>(call: () => T) => T

/** Compiles a component and makes instances of it. */
export interface ComponentLink {
  /** Whether a run can be suspended while it waits. Default: it can. `asked`: it is if that is needed. */
  readonly suspends?: false | 'asked'
  /** Why it can't be traced, and what to do. */
  readonly untraced: readonly [why: string, fix: string]
  /** Compiles the core modules in `file`, the component. */
  compile(file: BufferSource): Promise<readonly WebAssembly.Module[]>
  /** Makes an instance; a command also runs to its end. If `waits`, the result may be a promise. */
  instantiate(context: RunContext, modules: readonly WebAssembly.Module[], waits: boolean): GuestInstance | Promise<GuestInstance>
  /** Makes an instance of a command that does not run, and whose further exports can be called. */
  keep?(context: RunContext, modules: readonly WebAssembly.Module[], waits: boolean): GuestInstance | Promise<GuestInstance>
}

/** The memory that an instance exports. If it has several, one that is called `memory` comes first. */
export const memoryOf = (exports: Exports): WebAssembly.Memory | undefined =>
  [exports['memory'], ...Object.values(exports)].find((value) => value instanceof WebAssembly.Memory)

/** Calls `next` with `value`: at once, or when its promise resolves. */
export const chain = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value)

/** An instance of a core module. If `waits`, it may be a promise, which large modules need on a browser's main thread. */
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
