import { unlessEnded, type Cancel } from '../context/cancel.js'
import type { ResolvedOptions } from '../context/options.js'
import { failure } from '../errors/problem.js'
import type { Platform } from '../platform/platform.js'
import type { compilePieces, compileRanges } from '../preview2/core-modules.js'
import type { Source } from '../run/load.js'
import { makeProgram, type Program } from '../run/program.js'
import type { WorkerImports } from './calls.js'
import type { Pool } from './pool.js'
import type { RemoteProgram } from './protocol.js'
import type { Thread } from './thread.js'
import type { typedExports } from './typed-exports.js'

/** An emitted module's description of a program that runs in a worker. */
export interface WorkerSpec extends Omit<RemoteProgram, 'imports'> {
  /** The program itself. */
  guest: Source
  /** The URL of the worker's script. */
  script: string | URL
  /** See `ProgramSpec`. */
  needs?: string
  /** What a core module imports from JavaScript. */
  imports?: WorkerImports
  /** Compiles the core modules of `component`. */
  compile?: typeof compileRanges
  /** Compiles those of a component with `glue`. */
  compilePieces?: typeof compilePieces
  /** `typedExports`, if the program is a library with typed interfaces. */
  exports?: typeof typedExports
}

/** What stays on this side, and what the worker must know. */
export const parted = ({
  guest: _guest,
  script,
  needs: _needs,
  compile: _compile,
  compilePieces: _pieces,
  exports: _exports,
  imports,
  ...remote
}: WorkerSpec) => ({ script, imports, remote: { ...remote, imports: imports?.remote } })

/** The program, of which this side only needs the compiled modules. */
export const workerProgram = (
  makePlatform: () => Platform,
  { format, name, guest, needs, component, compile, glue, compilePieces }: WorkerSpec,
): Program => {
  const compiling = component ? compile?.(component.plan.modules) : glue && compilePieces?.(Object.values(glue.modules))
  return makeProgram(makePlatform, {
    format,
    name,
    guest,
    ...(needs !== undefined && { needs }),
    ...(compiling && { component: { compile: compiling, instantiate: onThisSide, untraced: UNTRACED } }),
  })
}

const UNTRACED = ['It runs in a worker.', 'Import it without &worker.'] as const

const onThisSide = (): never => {
  throw new Error('a program in a worker has no instances here')
}

/** A worker for `name`, unless the run has to end first. Instances, which are `lasting`, keep it. */
export const takeThread = (pool: Pool, name: string, cancel: Cancel | undefined, lasting = false): Promise<Thread> => {
  const taking = pool.take(name, lasting)
  return unlessEnded(taking, cancel).catch((error: unknown) => {
    void taking.then(
      (unused) => pool.give(unused),
      () => {},
    )
    throw error
  })
}

/** The options that have no meaning on the other side: functions that its host would have to call. */
const LOCAL = ['clock', 'random', 'trace'] as const

/** Refuses options of a run or an instance that a worker can't honour. */
export const refuseLocal = (name: string, options: ResolvedOptions): void => {
  const [option] = LOCAL.filter((key) => options[key] !== undefined)
  if (option === undefined) return
  throw failure(
    'UNSUPPORTED_MODE',
    `${name} runs in a worker, which can't call option '${option}'`,
    'In a worker, WASI itself does not call functions of this thread.',
    `Leave out '${option}', or import the program without &worker.`,
  )
}
