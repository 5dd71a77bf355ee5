import { makeCancel, unlessEnded } from '../context/cancel.js'
import { resolveInstance } from '../context/options.js'
import { asyncDisposeKey, instanceOf, type Exports } from '../exports.js'
import type { Platform } from '../platform/platform.js'
import type { InstanceOptions } from '../instance-types.js'
import { waiterOf } from '../run/waiter.js'
import type { LoadOptions } from '../types.js'
import type { WorkerInstantiate } from '../worker-types.js'
import { refuseLate } from './inputs.js'
import { poolOf } from './pool.js'
import type { RemoteExports } from './protocol.js'
import { RemoteInstance, type Held } from './remote-instance.js'
import { parted, refuseLocal, takeThread, workerProgram, type WorkerSpec } from './worker-spec.js'

/** Ends instances that the caller has lost without disposing of them. */
const unused = /* @__PURE__ */ new FinalizationRegistry<RemoteInstance>((remote) => {
  // No caller is left to receive an error.
  remote.dispose().catch(() => {})
})

/** Makes `workerReactor` for a platform. */
export const makeWorkerReactor =
  (makePlatform: () => Platform) =>
  (spec: WorkerSpec): WorkerInstantiate<Exports> => {
    const { script, imports, remote: description } = parted(spec)
    const { name } = description
    const program = workerProgram(makePlatform, spec)
    const pool = () => poolOf(String(script))

    const start = async (options?: InstanceOptions): Promise<readonly [RemoteInstance, RemoteExports]> => {
      const { args, async, resolved } = resolveInstance(options)
      // The functions return promises in any case.
      if (async !== undefined) waiterOf(async)
      refuseLocal(name, resolved)
      refuseLate(name, resolved, !description.glue)
      const cancel = makeCancel(name, resolved)
      try {
        const modules = await unlessEnded(program.load(), cancel)
        const workers = pool()
        const thread = await takeThread(workers, name, cancel, true)
        const remote = new RemoteInstance(thread, {
          pool: workers,
          program: description,
          imports,
          modules,
          args,
          options: resolved,
          cancel,
        })
        return [remote, await remote.start()]
      } catch (error) {
        cancel?.end()
        throw error
      }
    }

    const fresh = async (options?: InstanceOptions): Promise<Exports> => {
      const [remote, exports] = await start(options)
      const held: Held = { remote }
      unused.register(held, remote, held)
      const end = (): Promise<void> => {
        unused.unregister(held)
        return held.remote.dispose()
      }
      return instanceOf(
        (spec.exports ?? functionsOf)(exports, held),
        undefined,
        () => {
          end().catch(() => {})
        },
        { [asyncDisposeKey()]: end },
      )
    }

    return Object.assign(fresh, {
      async load(options?: LoadOptions) {
        await program.load(options)
        await pool().warm(name)
      },
    }) as WorkerInstantiate<Exports>
  }

const functionsOf = ({ functions }: RemoteExports, held: Held): [string, unknown][] =>
  functions.map((name) => [
    name,
    async (...args: readonly unknown[]): Promise<unknown> =>
      // While this waits, it holds the instance.
      await held.remote.call({ type: 'call', name, args }),
  ])
