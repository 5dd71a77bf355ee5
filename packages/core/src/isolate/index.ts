import type { Cache } from '../cache.js'
import { toolchainVersion } from '../toolchain/vendor.js'
import { componentNew } from '../toolchain/wit-component.js'
import type { Plan } from './plan.js'
import { surrogate } from './surrogate.js'
import { world } from './world.js'

const known = new Map<string, Promise<Uint8Array>>()

/**
 * What wit-component makes of a plan's surrogate and the adapter: the component that the guest is appended to (assemble.ts), the same for
 * every guest with that plan. Made once in this process, and cached across processes: it is the one slow step. The modules that core
 * generates itself take milliseconds. Raises `TOOLCHAIN`.
 */
export function isolate(plan: Plan, cache: Cache): Promise<Uint8Array> {
  const memory = JSON.stringify([cache.folder, plan])
  let result = known.get(memory)
  if (result === undefined) {
    const module = surrogate(plan)
    const wit = world(plan)
    const adapter = plan.kind === 'command' ? 'command' : 'reactor'
    // All that the result depends on.
    const key = JSON.stringify([toolchainVersion(), adapter, wit, Buffer.from(module).toString('base64')])
    result = cache.remember(key, () => componentNew(module, wit, adapter))
    known.set(memory, result)
    // A failure is not kept: in watch mode the next build tries again.
    result.catch(() => known.delete(memory))
  }
  return result
}
