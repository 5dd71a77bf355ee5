import type { ModuleFacts, Reactor } from './classify/facts.js'
import { fullNames } from './classify/names.js'
import { UnwasiError } from './errors.js'
import { applyEdits, duplicateImports, withRenamedImports, type Parts } from './guest-edits.js'
import { cacheFor, type Guest, type GuestOptions } from './guest.js'
import { assemble } from './isolate/assemble.js'
import { baseComponent } from './isolate/base.js'
import { bridge } from './isolate/bridge.js'
import { assembleWorld } from './isolate/assemble-world.js'
import { embeddedWorld, importsOfWorld, worldRefusal } from './isolate/embedded.js'
import { copier } from './isolate/copier.js'
import type { EntryPoint, Profile } from './isolate/profile.js'
import { reactorRefusal } from './isolate/reactor-limits.js'
import { trampoline } from './isolate/trampoline.js'
import { witNames } from './isolate/world.js'
import { isPreview1 } from './preview1/table.js'
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
  const base = await baseComponent(profile, cacheFor(options))
  const { world } = profile
  const renamed = new Map([...duplicateImports(module), ...(world ? importsOfWorld(facts) : [])])
  const aliases = [...renamed].flatMap(([{ name }, alias]) => (isPreview1(name) ? [[alias, name] as const] : []))
  const edits = new Map([...guest.changes.edits, ...withRenamedImports(bytes, module, renamed)])
  const modules = {
    trampoline: trampoline(profile.functions, aliases, world),
    guest: applyEdits(bytes, module, edits),
    copier: profile.functions.length > 0 ? copier() : undefined,
    bridge: bridge(profile),
  }
  const imported = [...new Set(module.imports.map((entry) => entry.module))]
  return world ? assembleWorld(base, modules, imported, world) : assemble(base, modules, imported)
}

function refusalOf(facts: ModuleFacts, { entryPoints }: Profile): UnwasiError | undefined {
  if (facts.given.length > 0) return givenByJavaScript(facts.given)
  if (facts.typed) return worldRefusal(facts)
  const refusal = facts.kind === 'reactor' ? reactorRefusal(facts.exports) : undefined
  return refusal ?? (entryPoints.length === 0 ? nothingToExport() : undefined)
}

/** Returns why a module with functions from JavaScript can't become a component. */
export function givenByJavaScript(given: readonly Import[]): UnwasiError {
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the program imports functions from JavaScript (${fullNames(given)})`,
    why: 'A component of a preview1 program can import WASI only.',
    fix: "Import it as an ES module, without `host: 'preview2'` and `&preview2`, or build it without these imports.",
  })
}

function profileOf({ facts, start }: Guest): Profile {
  const initialize = facts.kind === 'reactor' && facts.initialize ? ['_initialize'] : []
  const world = facts.typed ? embeddedWorld(facts) : undefined
  return {
    kind: facts.kind,
    functions: [...facts.functions].sort(),
    entryPoints: facts.kind === 'command' ? [START] : world ? [] : reactorEntryPoints(facts),
    startup: [...(start === undefined ? [] : [start]), ...initialize],
    ...(world && { world }),
  }
}

const START: EntryPoint = { name: '_start', as: '_start', signature: { params: [], results: [] } }

function reactorEntryPoints({ exports }: Reactor): EntryPoint[] {
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
