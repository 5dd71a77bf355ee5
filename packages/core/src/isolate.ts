import type { ModuleFacts } from './classify/facts.js'
import { UnwasiError } from './errors.js'
import { applyEdits, duplicateImports, translatedImports, withImports, type Parts } from './guest-edits.js'
import { cacheFor, type Guest, type GuestOptions } from './guest.js'
import { assemble } from './isolate/assemble.js'
import { baseComponent } from './isolate/base.js'
import { bridge } from './isolate/bridge.js'
import { assembleWorld } from './isolate/assemble-world.js'
import { embeddedWorld, importsOfWorld } from './isolate/embedded.js'
import { copier } from './isolate/copier.js'
import type { EntryPoint, Profile } from './isolate/profile.js'
import { moduleRefusal } from './isolate/module-limits.js'
import { reactorRefusal, singleResults } from './isolate/reactor-limits.js'
import { trampoline } from './isolate/trampoline.js'
import { witNames } from './isolate/world.js'
import { wasiName } from './preview1/unstable.js'
import type { Import } from './read/shapes.js'
import type { Signature } from './wasm/signature.js'

/**
 * Makes the portable component of a preview1 module, in which the official preview1 adapter has a private memory. Returns
 * consecutive parts, most of them views of the program.
 *
 * @throws UnwasiError that names file, reason and remedy, if the module can't become a component
 */
export async function isolate(guest: Guest, options: GuestOptions): Promise<Parts> {
  const { facts } = guest
  const { bytes, module } = facts
  const profile = profileOf(guest)
  const refusal = refusalOf(facts, profile)
  if (refusal !== undefined) throw refusal.inFile(options.file)
  const base = await baseComponent(profile, cacheFor(options)).catch((error: unknown) => {
    throw error instanceof UnwasiError ? error.inFile(options.file) : error
  })
  const { world } = profile
  const translated = translatedImports(module)
  const moduleOf = (entry: Import): string => (translated.get(entry) ?? entry).module
  const names = new Map([...duplicateImports(module, translated), ...(world ? importsOfWorld(facts) : [])])
  const aliases = [...names].flatMap(([entry, alias]) => {
    const name = wasiName(entry)
    return name === undefined ? [] : [[alias, name] as const]
  })
  const renamed = [...names].map(([entry, name]) => [entry, { module: moduleOf(entry), name }] as const)
  const edits = new Map([...guest.changes.edits, ...withImports(bytes, module, new Map([...translated, ...renamed]))])
  const modules = {
    trampoline: trampoline(profile.functions, aliases, world),
    guest: applyEdits(bytes, module, edits),
    copier: profile.functions.length > 0 ? copier() : undefined,
    bridge: bridge(profile),
  }
  const imported = [...new Set(module.imports.map(moduleOf))]
  return world ? assembleWorld(base, modules, imported, world) : assemble(base, modules, imported)
}

function refusalOf(facts: ModuleFacts, { entryPoints }: Profile): UnwasiError | undefined {
  const refused = moduleRefusal(facts)
  if (refused !== undefined) return refused
  if (facts.typed) return undefined
  const refusal = facts.kind === 'reactor' ? reactorRefusal(facts.exports) : undefined
  return refusal ?? (entryPoints.length === 0 ? nothingToExport() : undefined)
}

function profileOf({ facts, start }: Guest): Profile {
  const main = facts.module.exportedFunction('_start') ? '_start' : '_initialize'
  const initialize = facts.initialize && (facts.kind === 'reactor' || main === '_start') ? ['_initialize'] : []
  const world = facts.typed ? embeddedWorld(facts) : undefined
  return {
    kind: facts.kind,
    functions: [...facts.functions].sort(),
    entryPoints: facts.kind === 'command' ? [command(main)] : world ? [] : reactorEntryPoints(facts),
    startup: [...(start === undefined ? [] : [start]), ...initialize],
    ...(world && { world }),
  }
}

/** The entry point of a command, by the name of the export that runs it. */
const command = (name: string): EntryPoint => ({ name, as: '_start', signature: { params: [], results: [] } })

function reactorEntryPoints(facts: ModuleFacts): EntryPoint[] {
  const exports = singleResults(facts.exports)
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
    headline: "none of the library's functions can be part of a component",
    why: 'WIT, which describes the functions of a component, has no types for vectors and references. Functions with several results are not supported either.',
    fix: 'Export functions over integers and floats, or use the library as an ES module.',
  })
}
