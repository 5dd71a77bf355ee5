import type { Exports } from './exports.js'
import { checkFormat } from './format.js'
import { entry, link, makeInstance, suspending } from './link.js'
import { loadModules, type Source } from './load.js'
import type { Platform } from './platform.js'
import type { CoreFunction, HostPart } from './preview1/contract.js'
import { badOption, failure } from './problem.js'
import type { HostState } from './state.js'
import type { tracing } from './trace/tracer.js'
import { guestFrames, isTrap, WasiTrapError } from './trap.js'
import type { LoadOptions } from './types.js'

/** What an emitted module says about its program. */
export interface ProgramSpec {
  /** The form of all this. */
  format: number
  /** The guest's `argv[0]`, and what messages call it. */
  name: string
  /** The program itself. */
  guest: Source
  /** Of a core module: the parts of the host that its imports need. */
  host?: readonly HostPart[]
  /** Export to call before anything else: the program's own start function, which would run too early otherwise. */
  start?: string
  /** `tracing`, in modules that were emitted to be traced. */
  trace?: typeof tracing
  /** Of a component: what links it. */
  component?: ComponentLink
}

/** An instance. Its exports are never what a promise resolves to: one of them may be called `then`. */
export interface Made {
  readonly exports: Exports
  /** Of a component: its exports, made to call all that they call by `enter`. */
  guarded?(enter: Enter): Exports
}

/** Makes instances of a component. */
export interface ComponentLink {
  /** Where its core modules lie in its file: [start, end) in bytes. */
  readonly ranges: readonly (readonly [start: number, end: number])[]
  /** A command runs to its end by it. `waits`: the result may be a promise. */
  instantiate(state: HostState, modules: readonly WebAssembly.Module[], waits: boolean): Made | Promise<Made>
}

/** Makes a call into a library. */
export type Enter = <T>(call: () => T) => T

export interface Program {
  /** What is loaded already. */
  code: readonly WebAssembly.Module[] | undefined
  platform(): Platform
  load(options?: LoadOptions): Promise<readonly WebAssembly.Module[]>
}

/** A program on a platform, loaded at most once. */
export const makeProgram = (makePlatform: () => Platform, { format, name, guest, component }: ProgramSpec): Program => {
  let platform: Platform | undefined
  const program: Program = {
    code: undefined,
    platform: () => (platform ??= makePlatform()),
    async load({ onProgress } = {}) {
      if (onProgress !== undefined && typeof onProgress !== 'function') {
        throw badOption('option onProgress', onProgress, 'a function')
      }
      if (program.code) return program.code
      checkFormat(name, format)
      try {
        return (program.code = await loadModules(guest, component?.ranges, program.platform(), onProgress))
      } catch (error) {
        if (!(error instanceof WebAssembly.CompileError)) throw error
        throw failure(
          'ENGINE',
          `this engine can't compile ${name}`,
          error.message,
          'use a newer browser or Node, or build the program for fewer WebAssembly features',
          error,
        )
      }
    },
  }
  return program
}

/** Goes on with `value`: at once, or when it is there. */
export const chain = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value)

/**
 * Makes an instance of the guest over the host, and calls its exports `spec.start` and `entries`, those that there are, one after the
 * other. `waits`: the result may be a promise.
 */
export const instantiate = (
  { name, host = [], start, trace, component }: ProgramSpec,
  state: HostState,
  code: readonly WebAssembly.Module[],
  entries: readonly string[],
  waits: boolean,
): Made | Promise<Made> => {
  if (state.options.trace && !trace) {
    throw failure(
      'UNSUPPORTED_MODE',
      `${name} can't be traced`,
      component ? 'it is a component, and WASI 0.2 calls are not traced' : 'it was built for production, without the tracer',
      component ? "build it for preview1, and leave out `host: 'preview2'`" : 'build with the plugin option `trace: true`',
    )
  }
  if (component) return component.instantiate(state, code, waits)
  const functions = link(host, state)
  const imports = {
    // The guest's names are looked up here: one of Object.prototype's must find nothing.
    __proto__: null,
    wasi_snapshot_preview1: state.options.trace ? trace!(state).wrap(functions) : suspending(functions, state),
  } as unknown as WebAssembly.Imports
  return chain(makeInstance(code[0]!, imports, state, waits), (guest) => {
    const memory = guest.exports['memory']
    // Without memory there are no imports to serve.
    if (memory instanceof WebAssembly.Memory) state.memory.bind(memory)
    let called: unknown
    for (const key of [start, ...entries])
      if (key !== undefined && guest.exports[key])
        called = chain(called, () => entry(guest.exports[key] as CoreFunction, state)())
    return chain(called, () => guest)
  })
}

/**
 * The error to throw for what came out of a guest, or undefined if it is just the trap that ends a guest which exited.
 * `stdout` and `stderr`: what was captured.
 */
export const explain = <Output extends string | Uint8Array>(
  { name, component }: ProgramSpec,
  state: HostState,
  error: unknown,
  stdout: Output,
  stderr: Output,
): unknown => {
  if (error instanceof WebAssembly.LinkError) {
    return failure(
      'MISMATCH',
      `${name} does not fit the code that links it: ${error.message}`,
      'the files are of different builds',
      'build and deploy again, all files together',
      error,
    )
  }
  // Chromium's words for a limit of 8 MB, which only synchronous instantiation meets.
  if (error instanceof RangeError && error.message.includes('main thread')) {
    return failure(
      'UNSUPPORTED_MODE',
      `run.sync() can't start ${name} here`,
      error.message,
      'use `await run()`, or a worker',
      error,
    )
  }
  if (!isTrap(error)) return error
  return state.exitCode === undefined
    ? new WasiTrapError(name, error, stdout, stderr, guestFrames(error, component !== undefined))
    : undefined
}
