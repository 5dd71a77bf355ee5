import type { Cache } from '../platform/index.js'
import { componentNew } from '../toolchain/wit-component.js'
import type { Profile } from './profile.js'
import { UnwasiError } from '../errors.js'
import { oneLine, shortened } from '../text.js'
import { surrogate } from './surrogate.js'
import { world } from './world.js'

const made = new Map<string, Promise<Uint8Array>>()

/** The most characters of a message to quote. The guest chooses the names in it, which may have any length. */
const LONGEST = 1000

/** The lines of a message as one. A regular expression for the space around line breaks would take quadratic time. */
const briefly = (message: string): string =>
  shortened(
    message
      .split('\n')
      .map((line) => line.trim())
      .join(' '),
    LONGEST,
  )

/**
 * Returns the component that wit-component makes from a profile's surrogate and the adapter. Every guest with that profile is
 * appended to it (assemble.ts). This is the only slow step, so the component is made once in a process and cached across
 * processes. The modules that core generates itself take milliseconds. Throws `TOOLCHAIN`.
 */
export function baseComponent(profile: Profile, cache: Cache): Promise<Uint8Array> {
  const memory = JSON.stringify([cache.folder, profile])
  let result = made.get(memory)
  if (result === undefined) {
    const module = surrogate(profile)
    const wit = world(profile)
    // The key contains everything that the result depends on.
    result = cache.remember([profile.kind, wit, module], () => newComponent(module, wit, profile))
    made.set(memory, result)
    // A failure is not kept, so that in watch mode the next build tries again.
    result.catch(() => made.delete(memory))
  }
  return result
}

async function newComponent(module: Uint8Array, wit: string, profile: Profile): Promise<Uint8Array> {
  try {
    return await componentNew(module, wit, profile.kind)
  } catch (error) {
    // The world is the guest's own. Everything else that wit-component gets was written by core.
    if (profile.world === undefined || !(error instanceof UnwasiError) || error.code !== 'TOOLCHAIN') throw error
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: 'the program and the world that is embedded in it do not agree',
      why: `wit-component says: ${oneLine(briefly(error.why))}`,
      fix: 'Build the program again, with bindings of one version of wit-bindgen and of one world.',
      cause: error,
    })
  }
}
