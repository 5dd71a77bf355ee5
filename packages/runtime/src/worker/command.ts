import { makeCancel, unlessEnded } from '../context/cancel.js'
import { resolveArgs, resolveOptions, type ResolvedOptions } from '../context/options.js'
import { failure } from '../errors/problem.js'
import type { Platform } from '../platform/platform.js'
import type { Source } from '../run/load.js'
import { makeProgram } from '../run/program.js'
import { makeSpawn } from '../run/spawn.js'
import type { LoadOptions, RunOptions, RunResult } from '../types.js'
import type { WorkerRun } from '../worker-types.js'
import { poolOf } from './pool.js'
import type { RemoteProgram } from './protocol.js'
import { remoteRun } from './remote-run.js'

/** An emitted module's description of a program that runs in a worker. */
export interface WorkerSpec extends RemoteProgram {
  /** The program itself. */
  guest: Source
  /** The URL of the worker's script. */
  script: string | URL
  /** See `ProgramSpec`. */
  needs?: string
}

/** A run whose arguments and options are checked. */
interface Prepared {
  readonly args: readonly string[]
  readonly resolved: ResolvedOptions
}

type Result = RunResult<string | Uint8Array>

/** Makes `workerCommand` for a platform. */
export const makeWorkerCommand =
  (makePlatform: () => Platform) =>
  ({ guest, script, needs, ...remote }: WorkerSpec): WorkerRun => {
    const { format, name } = remote
    const program = makeProgram(makePlatform, { format, name, guest, ...(needs !== undefined && { needs }) })
    const pool = () => poolOf(String(script))

    const prepare = (args?: readonly string[], options?: RunOptions): Prepared => {
      const prepared = { args: resolveArgs(args), resolved: resolveOptions(options) }
      refuse(name, prepared.resolved)
      return prepared
    }

    const begin = async ({ args, resolved }: Prepared): Promise<Result> => {
      const cancel = makeCancel(name, resolved)
      try {
        const modules = await unlessEnded(program.load(), cancel)
        const workers = pool()
        const taking = workers.take(name)
        const thread = await unlessEnded(taking, cancel).catch((error: unknown) => {
          void taking.then(
            (unused) => workers.give(unused),
            () => {},
          )
          throw error
        })
        return await remoteRun(thread, { pool: workers, program: remote, modules, args, options: resolved, cancel })
      } finally {
        cancel?.end()
      }
    }

    const run = async (args?: readonly string[], options?: RunOptions): Promise<Result> => begin(prepare(args, options))

    return Object.assign(run, {
      spawn: makeSpawn((args, options) => begin(prepare(args, options))),
      async load(options?: LoadOptions) {
        await program.load(options)
        const workers = pool()
        workers.give(await workers.take(name))
      },
    }) as WorkerRun
  }

/** The options that have no meaning on the other side: functions that the guest would have to wait for. */
const LOCAL = ['clock', 'random', 'imports', 'trace'] as const

const refuse = (name: string, options: ResolvedOptions): void => {
  const [option] = LOCAL.filter((key) => options[key] !== undefined)
  if (option === undefined) return
  throw failure(
    'UNSUPPORTED_MODE',
    `${name} runs in a worker, which can't call option '${option}'`,
    'A worker would have to wait for functions of this thread.',
    `Leave out '${option}', or import the program without &worker.`,
  )
}
