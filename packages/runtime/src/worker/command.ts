import { makeCancel, unlessEnded } from '../context/cancel.js'
import { resolveArgs, resolveOptions, type ResolvedOptions } from '../context/options.js'
import type { Platform } from '../platform/platform.js'
import { makeSpawn } from '../run/spawn.js'
import type { LoadOptions, RunOptions, RunResult } from '../types.js'
import type { WorkerRun } from '../worker-types.js'
import { refuseLate } from './inputs.js'
import { poolOf } from './pool.js'
import { remoteRun } from './remote-run.js'
import { parted, refuseLocal, takeThread, workerProgram, type WorkerSpec } from './worker-spec.js'

/** A run whose arguments and options are checked. */
interface Prepared {
  readonly args: readonly string[]
  readonly resolved: ResolvedOptions
}

type Result = RunResult<string | Uint8Array>

/** Makes `workerCommand` for a platform. */
export const makeWorkerCommand =
  (makePlatform: () => Platform) =>
  (spec: WorkerSpec): WorkerRun => {
    const { script, imports, remote } = parted(spec)
    const { name } = remote
    const program = workerProgram(makePlatform, spec)
    const pool = () => poolOf(String(script))

    const prepare = (args?: readonly string[], options?: RunOptions): Prepared => {
      const prepared = { args: resolveArgs(args), resolved: resolveOptions(options) }
      refuseLocal(name, prepared.resolved)
      refuseLate(name, prepared.resolved, !remote.glue)
      return prepared
    }

    const begin = async ({ args, resolved }: Prepared): Promise<Result> => {
      const cancel = makeCancel(name, resolved)
      try {
        const modules = await unlessEnded(program.load(), cancel)
        const workers = pool()
        const thread = await takeThread(workers, name, cancel)
        return await remoteRun(thread, { pool: workers, program: remote, imports, modules, args, options: resolved, cancel })
      } finally {
        cancel?.end()
      }
    }

    const run = async (args?: readonly string[], options?: RunOptions): Promise<Result> => begin(prepare(args, options))

    return Object.assign(run, {
      spawn: makeSpawn((args, options) => begin(prepare(args, options))),
      async load(options?: LoadOptions) {
        await program.load(options)
        await pool().warm(name)
      },
    }) as WorkerRun
  }
