import { isDebugInfo, isDescription } from './read/custom-sections.js'
import { Reader } from './read/reader.js'
import type { CoreModule, Import, Section } from './read/shapes.js'
import { PREVIEW1 } from './preview1/table.js'
import { UNSTABLE, wasiName } from './preview1/unstable.js'
import { flatten, leb, name, sectionHead, type Bytes } from './wasm/encode.js'
import { KIND, SECTION } from './wasm/format.js'

/** A guest as a list of byte ranges. Edits replace single sections, and the rest are views of the caller's bytes. */
export type Parts = readonly Uint8Array[]

const encode = (bytes: Bytes): Uint8Array => Uint8Array.from(flatten(bytes))

/** New content for single sections of a guest; `null` drops the section. */
export type Edits = ReadonlyMap<Section, Parts | null>

export function applyEdits(bytes: Uint8Array, { sections }: { readonly sections: readonly Section[] }, edits: Edits): Parts {
  if (edits.size === 0) return [bytes]
  const parts: Uint8Array[] = []
  let kept = 0
  for (const section of sections) {
    const content = edits.get(section)
    if (content === undefined) continue
    parts.push(bytes.subarray(kept, section.start))
    if (content !== null) {
      const size = content.reduce((sum, part) => sum + part.length, 0)
      parts.push(sectionHead(section.id, size))
      for (const part of content) parts.push(part)
    }
    kept = section.end
  }
  parts.push(bytes.subarray(kept))
  return parts
}

/**
 * Drops the start section, and exports the start function as `exportName`. A start function runs while the guest is being
 * instantiated, when its WASI imports cannot work yet.
 */
export function withoutStart(bytes: Uint8Array, module: CoreModule, start: number, exportName: string): Edits {
  const find = (id: number): Section => {
    const found = module.sections.find((section) => section.id === id)
    if (found === undefined) throw new Error(`a guest with a start function has no section ${id}`)
    return found
  }
  const exports = find(SECTION.export)
  const reader = new Reader(bytes, exports.body, exports.end, 'export section')
  const count = reader.u32()
  const more = encode([name(exportName), KIND.func, leb(start)])
  return new Map<Section, Parts | null>([
    [find(SECTION.start), null],
    [exports, [encode(leb(count + 1)), bytes.subarray(reader.pos, exports.end), more]],
  ])
}

type Strip = 'none' | 'debug' | 'all'

/** Whether the module's functions still have names after `stripped`. */
export function hasNames({ sections }: CoreModule, level: Strip = 'none'): boolean {
  return level !== 'all' && sections.some(({ name }) => name === 'name')
}

/** Drops custom sections that the guest does not need to run. */
export function stripped(module: CoreModule, level: Strip): Edits {
  const isDropped = (name: string): boolean => isDebugInfo(name) || (level === 'all' && isDescription(name))
  const dropped = level === 'none' ? [] : module.sections.filter(({ name }) => name !== undefined && isDropped(name))
  return new Map(dropped.map((section) => [section, null]))
}

/** Returns a name for the former start function that no export has. */
export function startExportName(module: CoreModule): string {
  const taken = new Set(module.exports.map((entry) => entry.name))
  let candidate = 'unwasi:start'
  while (taken.has(candidate)) candidate += "'"
  return candidate
}

/** The new name of an import, and its original name. */
export type Alias = readonly [alias: string, original: string]

/** Where an import comes from. */
export type ImportName = Pick<Import, 'module' | 'name'>

/** Imports that have another name than in the file. */
export type Renamed = ReadonlyMap<Import, ImportName>

/** Returns preview1's names for imports from `wasi_unstable`. The hosts have separate names for the functions that differ. */
export function translatedImports({ imports }: CoreModule): Map<Import, ImportName> {
  return new Map(
    imports.flatMap((entry) => {
      const name = entry.module === UNSTABLE ? wasiName(entry) : undefined
      return name === undefined ? [] : [[entry, { module: PREVIEW1, name }]]
    }),
  )
}

const keyOf = ({ module, name }: ImportName): string => JSON.stringify([module, name])

/**
 * Returns new names for imports that occur more than once (Go imports `fd_write` twice), after those in `translated` are renamed.
 * Core wasm allows this, but in a component each argument of a core instance occurs only once.
 */
export function duplicateImports(module: CoreModule, translated: Renamed = new Map()): Map<Import, string> {
  const imports = module.imports.map((entry) => [entry, translated.get(entry) ?? entry] as const)
  const taken = new Set(imports.map(([, found]) => keyOf(found)))
  /** The last number tried for each import. Counting from 2 each time would take quadratic time. */
  const counts = new Map<string, number>()
  const renamed = new Map<Import, string>()
  for (const [entry, found] of imports) {
    const key = keyOf(found)
    let count = (counts.get(key) ?? 0) + 1
    if (count > 1) {
      while (taken.has(keyOf({ ...found, name: `${found.name}.${count}` }))) count++
      renamed.set(entry, `${found.name}.${count}`)
    }
    counts.set(key, count)
  }
  return renamed
}

/** Writes the import section with the new names in `aliases`. */
export function withRenamedImports(bytes: Uint8Array, module: CoreModule, aliases: ReadonlyMap<Import, string>): Edits {
  return withImports(bytes, module, new Map([...aliases].map(([entry, alias]) => [entry, { ...entry, name: alias }])))
}

/** Writes the import section with the new names in `renamed`. */
export function withImports(bytes: Uint8Array, module: CoreModule, renamed: Renamed): Edits {
  const section = module.sections.find(({ id }) => id === SECTION.import)
  if (renamed.size === 0 || section === undefined) return new Map()
  const entries = module.imports.map((entry) => {
    const found = renamed.get(entry)
    if (found === undefined) return bytes.subarray(entry.start, entry.end)
    const reader = new Reader(bytes, entry.start, entry.end, 'import section')
    reader.name()
    reader.name()
    return encode([name(found.module), name(found.name), [...bytes.subarray(reader.pos, entry.end)]])
  })
  return new Map([[section, [encode(leb(entries.length)), ...entries]]])
}
