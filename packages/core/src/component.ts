import { cacheFor, readGuest } from './guest.js'
import { assemble } from './isolate/assemble.js'
import { bridge } from './isolate/bridge.js'
import { copier } from './isolate/copier.js'
import { applyEdits, duplicateImports, withRenamedImports } from './isolate/guest-edits.js'
import { isolate } from './isolate/index.js'
import { trampoline } from './isolate/trampoline.js'
import type { ComponentOptions } from './options.js'
import { isPreview1 } from './preview1/table.js'
import { readModule } from './read/core-module.js'
import { concat } from './wasm/encode.js'

/**
 * Turns a preview1 module into a portable component. A command's exports `wasi:cli/run`, a library's its functions over numbers, under
 * kebab-case names.
 *
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function component(input: Uint8Array, options: ComponentOptions = {}): Promise<Uint8Array> {
  return concat(await componentParts(input, options))
}

/** The same as consecutive parts, most of them views of `input`: for writing a large component without copying it. */
export async function componentParts(input: Uint8Array, options: ComponentOptions = {}): Promise<readonly Uint8Array[]> {
  const { plan, bytes, edited, facts } = readGuest(input, 'component', options)
  const { base } = await isolate(plan, cacheFor(options))
  const module = edited ? readModule(bytes) : facts.module
  const renamed = duplicateImports(module)
  const aliases = [...renamed].flatMap(([{ name }, alias]) => (isPreview1(name) ? [[alias, name] as const] : []))
  return assemble(
    base,
    {
      trampoline: trampoline(plan.functions, aliases),
      guest: applyEdits(bytes, module, withRenamedImports(bytes, module, renamed)),
      copier: plan.functions.length > 0 ? copier() : undefined,
      bridge: bridge(plan, 'component'),
    },
    [...new Set(module.imports.map((entry) => entry.module))],
  )
}
