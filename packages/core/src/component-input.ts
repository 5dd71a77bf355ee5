import type { ComponentFacts } from './classify.js'
import { commandText } from './emit/component-command.js'
import { libraryText, libraryTypes } from './emit/component-library.js'
import { runTypes } from './emit/run-types.js'
import { wholeModule } from './emit/named-exports.js'
import { relativeUrl } from './emit/urls.js'
import { UnwasiError } from './errors.js'
import { applyEdits, type Parts } from './guest-edits.js'
import { guestAsset, guestEdits, guestName, runtimeOf, typesRuntimeOf } from './guest.js'
import { readLinkPlan } from './link/component.js'
import { checkAdapterRoom } from './max-memory.js'
import type { TranspileOptions, Transpiled } from './options.js'
import { COMPONENT_SECTION } from './read/component.js'
import { readModule, type CoreModule } from './read/core-module.js'
import { sections, type Section } from './read/sections.js'
import { componentSummary } from './summary.js'
import { bindings, type Bindings } from './toolchain/bindgen.js'
import { withPlainDocs } from './toolchain/docs.js'
import { concat } from './wasm/encode.js'

/**
 * An ES module for a WASI 0.2 component. A command is linked by the runtime, by the plan that its sections make; a library has typed
 * interfaces, whose glue is jco's.
 *
 * @param original what the user gave, if that is not `input`: a file with other bytes
 */
export async function transpileComponent(
  input: Uint8Array,
  facts: ComponentFacts,
  options: TranspileOptions,
  original: Uint8Array = input,
): Promise<Transpiled> {
  const name = guestName(options.name, options.file)
  const bytes = withEditedModules(input, facts, options)
  const guest = guestAsset(name, bytes, original, options)
  const common = { name, runtime: runtimeOf(options), url: (options.assetUrl ?? relativeUrl)(guest) }
  const kind = facts.plan ? 'command' : 'library'
  const result = { assets: [guest], start: undefined, summary: componentSummary(name, { input, guest: bytes }, kind) }
  if (facts.plan) {
    // What was left out moved the modules.
    const plan = bytes === input ? facts.plan : readLinkPlan(bytes)
    const code = commandText({ ...common, plan })
    return { ...result, code, program: code, names: [], types: runTypes(typesRuntimeOf(options)) }
  }
  const plain = withPlainDocs(bytes)
  const found = await bindings(plain)
  const library = { ...common, ...found, modules: rangesOf(found, plain), drops: facts.drops }
  const parts = libraryText(library)
  return {
    ...result,
    ...parts,
    code: wholeModule(parts),
    types: libraryTypes({ ...library, runtime: typesRuntimeOf(options) }),
  }
}

const coreModules = (all: readonly Section[]): Section[] => all.filter(({ id }) => id === COMPONENT_SECTION.coreModule)

/** The component without what running it does not need, and with the limit on its memories. */
function withEditedModules(input: Uint8Array, { component }: ComponentFacts, options: TranspileOptions): Uint8Array {
  if ((options.strip ?? 'none') === 'none' && options.maxMemory === undefined) return input
  try {
    const edits = new Map<Section, Parts>()
    const modules: CoreModule[] = []
    for (const section of coreModules(component.sections)) {
      const bytes = input.subarray(section.body, section.end)
      const module = readModule(bytes)
      modules.push(module)
      const parts = applyEdits(bytes, module, guestEdits(module, options, options.file))
      if (parts.length > 1) edits.set(section, parts)
    }
    checkAdapterRoom(modules, options.maxMemory)
    return edits.size === 0 ? input : concat(applyEdits(input, component, edits))
  } catch (error) {
    throw error instanceof UnwasiError ? error.inFile(options.file) : error
  }
}

/** Where the modules that the glue asks for lie in the component: it is shipped as it is. */
function rangesOf({ modules }: Bindings, component: Uint8Array): [file: string, range: [start: number, end: number]][] {
  const places = coreModules(sections(component))
  return Object.entries(modules).map(([file, bytes]) => {
    const place = places.find(({ body, end }) => Buffer.compare(component.subarray(body, end), bytes) === 0)
    if (place) return [file, [place.body, place.end]]
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the component needs its core module ${file} changed`,
      why: "jco rewrites modules for engines that lack a feature, and such a module can't be shipped as it is.",
      fix: 'Build it without multi-memory, or transpile it with jco.',
    })
  })
}
