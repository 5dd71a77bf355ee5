import type { Cache } from '../cache.js'
import { toolchainVersion } from '../toolchain/vendor.js'
import { componentNew } from '../toolchain/wit-component.js'
import type { Profile } from './profile.js'
import { surrogate } from './surrogate.js'
import { world } from './world.js'

const made = new Map<string, Promise<Uint8Array>>()

/**
 * The component that wit-component makes of a profile's surrogate and the adapter. Every guest with that profile is appended to it
 * (assemble.ts). It is the one slow step, so it is made once in this process and cached across processes; the modules that
 * core generates itself take milliseconds. Raises `TOOLCHAIN`.
 */
export function baseComponent(profile: Profile, cache: Cache): Promise<Uint8Array> {
  const memory = JSON.stringify([cache.folder, profile])
  let result = made.get(memory)
  if (result === undefined) {
    const module = surrogate(profile)
    const wit = world(profile)
    // All that the result depends on.
    const key = JSON.stringify([toolchainVersion(), profile.kind, wit, Buffer.from(module).toString('base64')])
    result = cache.remember(key, () => componentNew(module, wit, profile.kind))
    made.set(memory, result)
    // A failure is not kept: in watch mode the next build tries again.
    result.catch(() => made.delete(memory))
  }
  return result
}
