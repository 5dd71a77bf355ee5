import { badOption, failure } from '../errors/problem.js'
import { trapWith, type Frames } from '../errors/trap.js'
import type { ComponentLink } from '../guest/instance.js'
import type { Platform } from '../platform/platform.js'
import type { ImportsLink } from '../guest/imports.js'
import type { HostPart } from '../preview1/host.js'
import type { tracing } from '../preview1/trace/tracer.js'
import type { LoadOptions } from '../types.js'
import { checkFormat } from './format.js'
import { loadModules, type Source } from './load.js'

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
