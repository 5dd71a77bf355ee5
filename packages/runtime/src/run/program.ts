import type { RunContext } from '../context/run-context.js'
import { badOption, failure } from '../errors/problem.js'
import { trapWith, type Frames } from '../errors/trap.js'
import type { ComponentLink, Enter, GuestInstance } from '../guest/instance.js'
import type { Platform } from '../platform/platform.js'
import type { ImportsLink } from '../guest/imports.js'
import type { HostPart } from '../preview1/host.js'
import type { tracing } from '../preview1/trace/tracer.js'
import type { LoadOptions } from '../types.js'
import { checkFormat } from './format.js'
import { loadModules, type Source } from './load.js'
import { instantiateModule } from './module.js'

/** An emitted module's description of its program. */
export interface ProgramSpec {
  /** The format of this object. */
  format: number
  /** The guest's `argv[0]`, and its name in messages. */
  name: string
  /** The program itself. */
  guest: Source
  /** The module that traps for the guest, in places that forbid compiling it at run time. */
  trap?: WebAssembly.Module
  /** The parts of the host that the imports of a core module need. */
  host?: readonly HostPart[]
  /** Links the functions that a core module imports from outside WASI. */
  imports?: ImportsLink
  /** An export to call before anything else: the program's own start function, which would otherwise run too early. */
  start?: string
  /** `frames`, in commands whose functions have names, which the error for a trap then lists. A reactor needs none of this. */
  frames?: Frames
  /** `instances`, in commands that export more than `_start`. */
  instances?: (program: Program, spec: ProgramSpec) => object
  /** `tracing`, in modules that were built with the tracer. */
  trace?: typeof tracing
  /** What it needs that older engines lack, with their first versions. */
  needs?: string
  /** The code that links a component. */
  component?: ComponentLink
  /** The code that links a component for `instances`, if it is not the same. Both use the same compiled modules. */
  kept?: ComponentLink
}

export interface Program {
  /** The modules, once they are loaded. */
  code: readonly WebAssembly.Module[] | undefined
  platform(): Platform
  load(options?: LoadOptions): Promise<readonly WebAssembly.Module[]>
}

/** A program on a platform, loaded at most once. */
export const makeProgram = (makePlatform: () => Platform, spec: ProgramSpec): Program => {
  const { format, name, guest, trap, component } = spec
  let platform: Platform | undefined
  const program: Program = {
    code: undefined,
    platform: () => (platform ??= makePlatform()),
    async load({ onProgress } = {}) {
      if (onProgress !== undefined && typeof onProgress !== 'function') {
        throw badOption("option 'onProgress'", onProgress, 'a function')
      }
      if (program.code) return program.code
      checkFormat(name, format, component !== undefined)
      if (trap) trapWith(trap)
      try {
        return (program.code = await loadModules(guest, component?.compile, program.platform(), onProgress))
      } catch (error) {
        throw engineProblem(spec, error) ?? error
      }
    },
  }
  return program
}

/** The error for an engine that can't compile the program. Undefined if loading it failed in another way. */
const engineProblem = ({ name, needs }: ProgramSpec, error: unknown): Error | undefined => {
  const isOwn = error instanceof WebAssembly.CompileError
  const { cause = error } = error as { cause?: unknown }
  if (!(cause instanceof WebAssembly.CompileError)) return undefined
  // For a file that is not the program's, all engines mention how it must begin.
  if (!isOwn && (needs === undefined || /magic|asm'/.test(cause.message))) return undefined
  return failure(
    'ENGINE',
    `this engine can't compile ${name}`,
    needs === undefined ? cause.message : `The program needs ${needs}. The engine reports: ${cause.message}`,
    `Use a newer browser or Node, or build the program with fewer WebAssembly features.${isOwn ? '' : ' If this engine has these features, check that the file was deployed unchanged.'}`,
    cause,
  )
}

/** What WASI calls in an instance, in this order, as far as it exists: https://github.com/WebAssembly/WASI/blob/main/legacy/application-abi.md */
const ENTRIES = ['_initialize', '_start']

/**
 * Makes an instance of the guest over its host, and calls `spec.start` and those exports in `entries` that exist, in order. A
 * component that is a command runs to its end. If `waits`, the result may be a promise. `enter` performs calls into an instance that
 * outlasts its start.
 */
export const instantiate = (
  { name, host = [], imports, start, trace, component }: ProgramSpec,
  context: RunContext,
  code: readonly WebAssembly.Module[],
  waits: boolean,
  enter?: Enter,
  entries: readonly string[] = ENTRIES,
): GuestInstance | Promise<GuestInstance> => {
  if (context.options.trace && !trace) {
    throw failure(
      'UNSUPPORTED_MODE',
      `${name} can't be traced`,
      component ? 'It is a component, and calls to WASI 0.2 are not traced.' : 'It was built for production, without the tracer.',
      component ? "Build it for preview1, and leave out `host: 'preview2'`." : 'Build it with the plugin option `trace: true`.',
    )
  }
  if (component) return component.instantiate(context, code, waits)
  return instantiateModule(
    code[0]!,
    host,
    imports,
    trace,
    start === undefined ? entries : [start, ...entries],
    context,
    waits,
    enter,
  )
}
