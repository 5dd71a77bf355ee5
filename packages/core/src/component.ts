import { cacheFor, readGuest } from './guest.js'
import { assemble } from './isolate/assemble.js'
import { bridge } from './isolate/bridge.js'
import { copier } from './isolate/copier.js'
import { duplicateImports, withRenamedImports } from './isolate/guest-edits.js'
import { isolate } from './isolate/index.js'
import { trampoline } from './isolate/trampoline.js'
import type { ComponentOptions } from './options.js'
import { isPreview1 } from './preview1/table.js'
import { readModule } from './read/core-module.js'
import { concat } from './wasm/encode.js'

/**
 * Turns a preview1 command into a portable component that exports `wasi:cli/run`.
 *
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function component(input: Uint8Array, options: ComponentOptions = {}): Promise<Uint8Array> {
  return concat(await componentParts(input, options))
}

/** The same as consecutive parts, most of them views of `input`: for writing a large component without copying it. */
export async function componentParts(input: Uint8Array, options: ComponentOptions = {}): Promise<readonly Uint8Array[]> {
  const { plan, bytes, edited, facts } = readGuest(input, options)
  const { base } = await isolate(plan, cacheFor(options))
  const module = edited ? readModule(bytes) : facts.module
  const renamed = duplicateImports(module)
  const aliases = [...renamed].flatMap(([{ name }, alias]) => (isPreview1(name) ? [[alias, name] as const] : []))
  return assemble(
    base,
    {
      trampoline: trampoline(plan.functions, aliases),
      guest: withRenamedImports(bytes, module, renamed),
      copier: copier(),
      bridge: bridge(plan),
    },
    [...new Set(module.imports.map((entry) => entry.module))],
  )
}
