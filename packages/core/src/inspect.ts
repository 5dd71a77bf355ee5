import { classify } from './classify.js'
import type { Classified } from './classify/facts.js'
import { printable } from './classify/names.js'
import { refusalOf } from './classify/refusal.js'
import { UnwasiError } from './errors.js'
import { ungivenWorld, ungluedWorld, worldNote } from './inspect/world.js'
import { isProvided } from './imports/declared.js'
import { adapterFor, adapterInside } from './inspect/adapter.js'
import { componentNotes } from './inspect/component-notes.js'
import { enginesFor } from './inspect/engines.js'
import type { InspectedExport, InspectedMemory, Inspection } from './inspect/inspection.js'
import { needOf, needOfInterface } from './inspect/needs.js'
import { reactorNotes } from './inspect/reactor-notes.js'
import { componentSizes, moduleSizes, noSizes } from './inspect/sizes.js'
import { moduleRefusal } from './isolate/module-limits.js'
import type { Item, SortIndex } from './read/component/items.js'
import { allModuleRanges, coreModuleRanges, readAllModules, readComponent } from './read/component.js'
import { readModule } from './read/core-module.js'
import { isComponent } from './read/header.js'
import { readProducers, readTargetFeatures, toolchain } from './read/producers.js'
import type { CoreModule, MemoryType } from './read/shapes.js'
import { PAGE_LOG2 } from './wasm/format.js'

export type * from './inspect/inspection.js'
export type { InspectedAdapter } from './inspect/adapter.js'
export type { InspectedEngines } from './inspect/engines.js'
export type { Sizes } from './inspect/sizes.js'
export type { Produced } from './read/producers.js'

/** Options of `inspect()`. */
export interface InspectOptions {
  /** The file that messages and `Inspection.file` name. */
  file?: string | undefined
}

/**
 * Says what `bytes` are, whether they convert and, if not, why and what to do. Throws an `UnwasiError` only for bytes that are
 * not well-formed WebAssembly (`NOT_WASM`, `TRUNCATED`, `MALFORMED`), for which `transpile` throws the same error.
 */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Inspection {
  const { file } = options
  try {
    const found = describe(bytes, classify(bytes, { file, provided: (entry) => isProvided(entry) }), file)
    return file === undefined ? found : { file, ...found }
  } catch (error) {
    throw error instanceof UnwasiError ? error.inFile(file) : error
  }
}

function describe(bytes: Uint8Array, classified: Classified, file: string | undefined): Inspection {
  const refusal = refusalOf(classified) ?? ungivenWorld(classified) ?? ungluedWorld(classified)
  const found: Inspection = {
    kind: 'module',
    converts: refusal === undefined,
    languages: [],
    tools: [],
    imports: [],
    exports: [],
    memories: [],
    sizes: noSizes(bytes.length),
    features: [],
    engines: { lowest: {}, features: [] },
    targetFeatures: [],
    coreModules: 1,
    notes: [],
  }
  if (refusal) {
    const { code, headline, why, fix, see } = refusal
    if (code === 'NOT_WASM' || code === 'TRUNCATED' || code === 'MALFORMED') throw refusal
    found.refusal = { code, headline, why, fix, see }
  }
  if (isComponent(bytes)) describeComponent(bytes, found)
  else describeModule(bytes, found)
  if (!refusal && classified.kind !== 'component' && classified.kind !== 'refused') {
    const remark = moduleRefusal(classified)
    if (remark) found.notes.push(`It can't become a component: ${remark.headline}.`)
  }
  describeAdapter(bytes, classified, found, file)
  if (classified.kind !== 'component' && classified.kind !== 'refused' && classified.typed)
    found.notes.push(worldNote(classified))
  else if (classified.kind === 'reactor') found.notes.push(...reactorNotes(classified))
  if (classified.kind === 'component') found.notes.push(...componentNotes(classified))
  return found
}

function describeModule(bytes: Uint8Array, found: Inspection): void {
  const module = readable(() => readModule(bytes), found)
  if (module === undefined) return
  found.kind = shape(module)
  moduleSizes(module.sections, found.sizes)
  describeOrigin(bytes, module, found)
  const seen = new Map<string, number>()
  for (const entry of module.imports) {
    const key = `${entry.module}.${entry.name}`
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    if (times === 1) found.imports.push({ module: entry.module, name: entry.name, kind: entry.kind, needs: needOf(entry) })
    if (times === 2) found.notes.push(`It imports ${printable(key)} more than once.`)
    if (entry.memory) found.memories.push(limits(entry.memory, true))
  }
  for (const { name, kind, index } of module.exports) {
    const type = kind === 'func' ? module.funcType(index) : undefined
    found.exports.push({ name, kind, ...(type && { type: { params: [...type.params], results: [...type.results] } }) })
  }
  for (const memory of module.memories) found.memories.push(limits(memory, false))
  describeEngines([[bytes, module]], found.kind === 'command', found)
  if (module.start !== undefined) found.notes.push('It has a start section: some of its code runs before _start or _initialize.')
}

/** An exported instance is an interface. Core modules are the only core entities that a component can export. */
const exportKind = ({ sort }: SortIndex): InspectedExport['kind'] => (sort === 'instance' ? 'interface' : (sort ?? 'module'))

function describeComponent(bytes: Uint8Array, found: Inspection): void {
  found.kind = 'component'
  const component = readable(() => readComponent(bytes), found)
  if (component === undefined) return
  found.coreModules = component.coreModules
  found.imports = component.imports.map((module) => ({ module, kind: 'interface', needs: needOfInterface(module) }))
  found.exports = component.items.flatMap((item) =>
    item.is === 'export' ? [{ name: item.name, kind: exportKind(item.of) }] : [],
  )
  // The linker decides whether an error in a core module matters. If the component converts, the rest is described anyway.
  const sizes = { ...found.sizes }
  const sized = remarked('The sizes of its parts are unknown', found, () => componentSizes(bytes, component.sections, sizes))
  if (sized) found.sizes = sizes
  remarked('Its program could not be read', found, () => describeProgram(bytes, component.items, found))
  // A composed program can't wait. A library can't either.
  const waits = !component.composed && component.exports.some((name) => name.startsWith('wasi:cli/run@'))
  remarked('The features that it uses are unknown', found, () =>
    describeEngines(readAllModules(bytes, component.items), waits, found),
  )
  if (component.async) found.features.push('component-model async')
}

function describeEngines(
  modules: readonly (readonly [bytes: Uint8Array, module: CoreModule])[],
  waits: boolean,
  found: Inspection,
): void {
  found.engines = enginesFor(modules, waits ? found.imports.map(({ module, name }) => name ?? module) : [])
  found.features = found.engines.features.map(({ feature }) => feature)
}

function describeAdapter(bytes: Uint8Array, classified: Classified, found: Inspection, file: string | undefined): void {
  if (classified.kind === 'refused') return
  const { wrapped } = classified
  if (wrapped) {
    const ranges = coreModuleRanges(readComponent(bytes).items)
    found.adapter = adapterInside(wrapped, (index) => bytes.subarray(...ranges[index]!), found.toolchain, file)
  } else if (classified.kind !== 'component' && classified.functions.length > 0) {
    found.adapter = adapterFor(bytes, classified.module, found.toolchain, file)
  }
}

/** Describes the program itself, the largest core module that defines and exports a memory. Adapters and shims define none. */
function describeProgram(bytes: Uint8Array, items: readonly Item[], found: Inspection): void {
  const modules = allModuleRanges(items).map(([start, end]) => bytes.subarray(start, end))
  for (const guest of modules.sort((a, b) => b.length - a.length)) {
    const module = readable(() => readModule(guest), found)
    if (!module?.exports.some(({ kind }) => kind === 'memory') || module.memories.length === 0) continue
    describeOrigin(guest, module, found)
    return
  }
}

function describeOrigin(bytes: Uint8Array, module: CoreModule, found: Inspection): void {
  const producers = readProducers(bytes, module.customs)
  found.languages = producers.languages
  found.tools = [...producers.tools, ...producers.sdks]
  const target = readTargetFeatures(bytes, module.customs)
  found.targetFeatures = target.features
  for (const { damaged } of [producers, target]) {
    if (damaged !== undefined) found.notes.push(`A section about its origin is damaged, which is harmless: ${damaged}.`)
  }
  const origin = toolchain(bytes, module, producers)
  if (origin) found.toolchain = origin
}

function shape(module: CoreModule): 'command' | 'reactor' | 'module' {
  if (module.exportedFunction('_start')) return 'command'
  const functions = module.exports.filter(({ kind }) => kind === 'func')
  if (functions.length === 0) return 'module'
  return functions.every(({ name }) => name === '_initialize') ? 'command' : 'reactor'
}

function limits(memory: MemoryType, imported: boolean): InspectedMemory {
  const { min, max, shared, memory64, pageSizeLog2 = PAGE_LOG2 } = memory
  return { min, ...(max !== undefined && { max }), pageSize: 2 ** pageSizeLog2, shared, memory64, imported }
}

/** Does `work`, and returns whether it succeeded. An `UnwasiError` becomes a remark. */
function remarked(what: string, found: Inspection, work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
    found.notes.push(`${what}: ${error.headline}.`)
    return false
  }
}

/**
 * Reads a file. Features that the reader does not know are a refusal and not an error, because the file may be well-formed. For a
 * file that is already refused, every error becomes a remark, and the rest is described as far as possible.
 */
function readable<T>(read: () => T, found: Inspection): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UnwasiError) || (error.code !== 'UNSUPPORTED' && found.converts)) throw error
    found.notes.push(`Not all of it could be read: ${error.headline}.`)
    return undefined
  }
}
