import type { HostPart } from './host/contract.js'
import { link, type Template } from './link.js'
import { loadModule, loadTemplate, type Source } from './load.js'
import type { Platform } from './platform.js'
import { badOption, problem } from './problem.js'
import type { HostState } from './state.js'
import type { tracing } from './trace/tracer.js'
import { isTrap, WasiTrapError } from './trap.js'
import type { LoadOptions } from './types.js'

/** What an emitted module says about its program. */
export interface ProgramSpec {
  /** The guest's `argv[0]`, and what messages call it. */
  name: string
  /** The program itself. */
  guest: Source
  /** The file with the modules that link the program to the host. */
  template: Source
  /** The parts of the host that the program's imports need. */
  host: readonly HostPart[]
  /** `tracing`, in modules that were emitted to be traced. */
  trace?: typeof tracing
}

export interface Code {
  readonly guest: WebAssembly.Module
  readonly template: Template
}

export interface Program {
  /** What is loaded already. */
  code: Code | undefined
  platform(): Platform
  load(options?: LoadOptions): Promise<Code>
}

/** A program on a platform, loaded at most once. */
export const makeProgram = (makePlatform: () => Platform, { name, guest, template }: ProgramSpec): Program => {
  let platform: Platform | undefined
  const program: Program = {
    code: undefined,
    platform: () => (platform ??= makePlatform()),
    async load({ onProgress } = {}) {
      if (onProgress !== undefined && typeof onProgress !== 'function') {
        throw badOption('option onProgress', onProgress, 'a function')
      }
      if (program.code) return program.code
      const on = program.platform()
      const loads = [loadModule(guest, on, onProgress), loadTemplate(template, on)] as const
      try {
        const [loadedGuest, loadedTemplate] = await Promise.all(loads)
        return (program.code = { guest: loadedGuest, template: loadedTemplate })
      } catch (error) {
        if (!(error instanceof WebAssembly.CompileError)) throw error
        throw problem(
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

/** An instance of the guest, linked to the host. `waits`: the result may be a promise. */
export const instantiate = (
  { name, host, trace }: ProgramSpec,
  state: HostState,
  { guest, template }: Code,
  waits: boolean,
): { instance: WebAssembly.Instance | Promise<WebAssembly.Instance>; finish: ReturnType<typeof link>['finish'] } => {
  if (state.options.trace && !trace) {
    throw problem(
      `${name} can't be traced`,
      'it was built for production, without the tracer',
      'build with the plugin option `trace: true`',
    )
  }
  const linked = link(template, host, state)
  const tracer = state.options.trace && trace?.(state)
  const preview1 = tracer ? tracer.wrap(linked.preview1) : linked.preview1
  const imports = { wasi_snapshot_preview1: preview1 }
  const async = waits && !state.platform.syncInstances
  return {
    instance: async ? WebAssembly.instantiate(guest, imports) : new WebAssembly.Instance(guest, imports),
    finish(instance) {
      tracer?.bind(instance)
      return linked.finish(instance)
    },
  }
}

/**
 * The error to throw for what came out of a guest, or undefined if it is just the trap that ends a guest which exited.
 * `stdout` and `stderr`: what was captured.
 */
export const explain = <Output extends string | Uint8Array>(
  name: string,
  state: HostState,
  error: unknown,
  stdout: Output,
  stderr: Output,
): unknown => {
  if (error instanceof WebAssembly.LinkError) {
    return problem(
      `${name} does not fit the code that links it: ${error.message}`,
      'the files are of different builds',
      'build and deploy again, all files together',
      error,
    )
  }
  // Chromium's words for a limit of 8 MB, which only synchronous instantiation meets.
  if (error instanceof RangeError && error.message.includes('main thread')) {
    return problem(`run.sync() can't start ${name} here`, error.message, 'use `await run()`, or a worker', error)
  }
  if (!isTrap(error)) return error
  return state.exitCode === undefined ? new WasiTrapError(name, error, stdout, stderr) : undefined
}
