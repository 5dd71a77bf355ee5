import { SECTION, type CoreModule, type Import } from '../read/core-module.js'
import { Reader } from '../read/reader.js'
import { flatten, leb, name, sectionHead, type Bytes } from '../wasm/encode.js'

/** A guest as a list of byte ranges: edits replace single sections, the rest is the caller's own bytes, uncopied. */
export type Parts = readonly Uint8Array[]

const encode = (bytes: Bytes): Uint8Array => Uint8Array.from(flatten(bytes))

/** The guest with the content of some sections replaced; `null` drops a section. */
function replaceSections(bytes: Uint8Array, module: CoreModule, contents: ReadonlyMap<number, Parts | null>): Parts {
  const parts: Uint8Array[] = []
  let kept = 0
  for (const section of module.sections) {
    const content = contents.get(section.id)
    if (content === undefined) continue
    parts.push(bytes.subarray(kept, section.start))
    if (content !== null) {
      const size = content.reduce((sum, part) => sum + part.length, 0)
      parts.push(sectionHead(section.id, size), ...content)
    }
    kept = section.end
  }
  parts.push(bytes.subarray(kept))
  return parts
}

/**
 * The guest without its start section; the start function becomes the export `exportName`. A start function runs while the guest
 * is being instantiated, when its WASI imports cannot work yet.
 */
export function withoutStart(bytes: Uint8Array, module: CoreModule, start: number, exportName: string): Parts {
  const exports = module.sections.find((section) => section.id === SECTION.export)
  if (exports === undefined) throw new Error('a guest without exports has no memory either')
  const reader = new Reader(bytes, exports.body, exports.end, 'export section')
  const count = reader.u32()
  return replaceSections(
    bytes,
    module,
    new Map<number, Parts | null>([
      [SECTION.start, null],
      [
        SECTION.export,
        [
          encode(leb(count + 1)),
          bytes.subarray(reader.pos, exports.end),
          encode([name(exportName), 0x00, leb(start)]),
        ],
      ],
    ]),
  )
}

/** A name for the former start function that no export has. */
export function startExportName(module: CoreModule): string {
  const taken = new Set(module.exports.map((entry) => entry.name))
  let candidate = 'unwasi:start'
  while (taken.has(candidate)) candidate += "'"
  return candidate
}

/** An import under a name of its own, and the name it had. */
export type Alias = readonly [alias: string, original: string]

/**
 * New names for imports that occur more than once (Go imports `fd_write` twice). Core wasm allows it, but a component's
 * core instance takes each argument once.
 */
export function duplicateImports(module: CoreModule): Map<Import, string> {
  const seen = new Set(module.imports.map(({ module: from, name: field }) => `${from}\0${field}`))
  const first = new Set<string>()
  const renamed = new Map<Import, string>()
  for (const entry of module.imports) {
    const key = `${entry.module}\0${entry.name}`
    if (!first.has(key)) {
      first.add(key)
      continue
    }
    let count = 2
    while (seen.has(`${key}.${count}`)) count++
    seen.add(`${key}.${count}`)
    renamed.set(entry, `${entry.name}.${count}`)
  }
  return renamed
}

/** The guest with those imports renamed. */
export function withRenamedImports(bytes: Uint8Array, module: CoreModule, renamed: ReadonlyMap<Import, string>): Parts {
  if (renamed.size === 0) return [bytes]
  const entries = module.imports.map((entry) => {
    const alias = renamed.get(entry)
    if (alias === undefined) return bytes.subarray(entry.start, entry.end)
    const reader = new Reader(bytes, entry.start, entry.end, 'import section')
    reader.name()
    reader.name()
    return encode([name(entry.module), name(alias), [...bytes.subarray(reader.pos, entry.end)]])
  })
  return replaceSections(bytes, module, new Map([[SECTION.import, [encode(leb(entries.length)), ...entries]]]))
}
