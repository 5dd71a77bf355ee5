import { classify, type Library } from './classify.js'
import { UnwasiError } from './errors.js'
import { applyEdits, duplicateImports, withRenamedImports } from './guest-edits.js'
import { cacheFor, checkOptions, readGuest, type Guest } from './guest.js'
import { assemble } from './isolate/assemble.js'
import { bridge } from './isolate/bridge.js'
import { copier } from './isolate/copier.js'
import { isolate } from './isolate/index.js'
import { componentRefusal } from './isolate/library-limits.js'
import type { Entry, Plan } from './isolate/plan.js'
import { trampoline } from './isolate/trampoline.js'
import { witNames } from './isolate/world.js'
import type { ComponentOptions } from './options.js'
import { isPreview1 } from './preview1/table.js'
import { concat } from './wasm/encode.js'
import type { Signature } from './wasm/module-builder.js'

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
  checkOptions(options)
  const guest = readGuest(input, classify(input, { file: options.file, expect: 'module' }), options)
  const { facts } = guest
  const { module } = facts
  const refusal = facts.kind === 'library' ? componentRefusal(facts.exports) : undefined
  if (refusal !== undefined) throw refusal.inFile(options.file)
  const plan = planOf(guest)
  if (plan.entries.length === 0) throw nothingToExport().inFile(options.file)
  const base = await isolate(plan, cacheFor(options))
  const renamed = duplicateImports(module)
  const aliases = [...renamed].flatMap(([{ name }, alias]) => (isPreview1(name) ? [[alias, name] as const] : []))
  const edits = new Map([...guest.edits, ...withRenamedImports(input, module, renamed)])
  return assemble(
    base,
    {
      trampoline: trampoline(plan.functions, aliases),
      guest: applyEdits(input, module, edits),
      copier: plan.functions.length > 0 ? copier() : undefined,
      bridge: bridge(plan),
    },
    [...new Set(module.imports.map((entry) => entry.module))],
  )
}

function planOf({ facts, start }: Guest): Plan {
  const initialize = facts.kind === 'library' && facts.initialize ? ['_initialize'] : []
  return {
    kind: facts.kind,
    functions: [...facts.functions].sort(),
    entries: facts.kind === 'command' ? [START] : libraryEntries(facts),
    startup: [...(start === undefined ? [] : [start]), ...initialize],
  }
}

const START: Entry = { name: '_start', as: '_start', signature: { params: [], results: [] } }

function libraryEntries({ exports }: Library): Entry[] {
  const names = witNames(exports.map(({ name }) => name))
  return exports.map(({ name, type }, index) => ({
    name,
    as: names[index] as string,
    // classify lists only functions over numbers here.
    signature: type as Signature,
  }))
}

function nothingToExport(): UnwasiError {
  return new UnwasiError({
    code: 'NO_ENTRY',
    headline: 'none of the library’s functions can be part of a component',
    why: 'They take or return vectors, references or several results, for which WIT has no type.',
    fix: 'Export functions over integers and floats, or use the library as an ES module.',
  })
}
