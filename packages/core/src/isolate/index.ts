import type { Cache } from '../cache.js'
import { componentNew } from '../toolchain/wit-component.js'
import { toolchainVersion } from '../toolchain/vendor.js'
import { coreModules } from './assemble.js'
import { applyEdits, stripped } from './guest-edits.js'
import { readModule } from '../read/core-module.js'
import { concat } from '../wasm/encode.js'
import { bridge } from './bridge.js'
import { adapterFunctions, type Plan } from './plan.js'
import { surrogate } from './surrogate.js'
import { pack } from './template.js'
import { trampoline } from './trampoline.js'
import { world } from './world.js'
import { ModuleBuilder } from '../wasm/module-builder.js'

/** What isolation makes for a plan; both parts serve every guest with that plan. */
export interface Isolated {
  /** For the ES module: surrogate, adapter, trampoline and bridge in one file (see template.ts). */
  template: Uint8Array
  /** For the portable component: what wit-component made of the surrogate and the adapter. */
  base: Uint8Array
}

const known = new Map<string, Promise<Isolated>>()

/** What isolation makes for a plan: once in this process, and with its one slow step cached across processes. Raises `TOOLCHAIN`. */
export function isolate(plan: Plan, cache: Cache): Promise<Isolated> {
  const key = JSON.stringify([cache.folder, plan])
  let result = known.get(key)
  if (result === undefined) {
    result = make(plan, cache)
    known.set(key, result)
    // A failure is not kept: in watch mode the next build tries again.
    result.catch(() => known.delete(key))
  }
  return result
}

async function make(plan: Plan, cache: Cache): Promise<Isolated> {
  const base = await encodedSurrogate(plan, cache)
  const template = pack({
    surrogate: surrogate(plan, 'esm'),
    adapter: adapterOf(base, plan),
    trampoline: trampoline(plan.functions),
    bridge: bridge(plan, 'esm'),
  })
  return { template, base }
}

/**
 * The slow step: wit-component. The key is all that it depends on; the modules that core generates itself take milliseconds and are made
 * anew in each process.
 */
function encodedSurrogate(plan: Plan, cache: Cache): Promise<Uint8Array> {
  const module = surrogate(plan, 'component')
  const wit = world(plan)
  const adapter = plan.kind === 'command' ? 'command' : 'reactor'
  const key = JSON.stringify([toolchainVersion(), adapter, wit, Buffer.from(module).toString('base64')])
  return cache.remember(key, () => componentNew(module, wit, adapter))
}

/** The adapter as wit-component trimmed it to what the surrogate imports: the second module, behind the main one. */
function adapterOf(base: Uint8Array, plan: Plan): Uint8Array {
  // A command's adapter has `wasi:cli/run`; a library that imports nothing of it has none.
  if (plan.kind === 'library' && adapterFunctions(plan).length === 0) return new ModuleBuilder().build()
  const [, adapter] = coreModules(base)
  if (adapter === undefined) throw new Error('wit-component left out the adapter')
  // Its function names are a fifth of what is shipped, and would stand in a trap's stack between the guest's.
  const module = readModule(adapter)
  return concat(applyEdits(adapter, module, stripped(module, 'all')))
}
