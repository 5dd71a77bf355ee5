import { groups, merge } from './compact/merge.js'
import { withoutDataNames } from './compact/names.js'
import { readSegments } from './compact/segments.js'
import { UnwasiError } from './errors.js'
import type { Parts } from './guest-edits.js'
import type { CoreModule, Section } from './read/shapes.js'
import { leb } from './wasm/encode.js'
import { SECTION } from './wasm/format.js'

/** What merging the data segments of a guest has done. */
export interface Compaction {
  /** The numbers of data segments. */
  before: number
  after: number
  /** How many bytes less the data takes once the file is compressed, as `deflate` counts them. */
  saved: number
}

export interface Compacted {
  edits: ReadonlyMap<Section, Parts>
  compaction: Compaction
}

/** Merging fewer segments saves a few hundred bytes at most, and is not worth an edit. C and Rust programs have two or three. */
const FEWEST = 100

/** Relocations refer to data by segment and offset. */
const isRelocation = (name: string): boolean => name === 'linking' || name.startsWith('reloc.')

/**
 * Merges neighbouring data segments. Go writes a segment for each run of bytes between zeros: 36,000 in a program of 3 MB, which
 * become 20. The memory that the guest starts with has the same bytes as before.
 *
 * The result is undefined if nothing can be gained, or if the edit could change what the guest does:
 *
 * - Zeros only fill a gap rightly in a memory that is empty before. An imported memory may hold something.
 * - Code can name a segment (`memory.init`), so its index matters. Such a module must have a DataCount section (core
 *   specification, "Modules"), so modules with this section are left alone. The compilers that write it (LLVM) write few segments.
 * - No one else can see the memory before all segments are in place, because all of them fit, so instantiation does not fail
 *   halfway (see `readSegments`).
 *
 * 64-bit memories are not supported elsewhere, and are left alone too.
 */
export function compacted(bytes: Uint8Array, module: CoreModule): Compacted | undefined {
  const { sections, memories, imports, customs } = module
  const section = sections.find(({ id }) => id === SECTION.data)
  const [memory] = memories
  if (section === undefined || memory === undefined || memory.shared || memory.memory64) return undefined
  if (imports.some(({ kind }) => kind === 'memory')) return undefined
  if (sections.some(({ id }) => id === SECTION.dataCount) || customs.some(({ name }) => isRelocation(name))) return undefined
  try {
    const read = readSegments(bytes, section, memory, FEWEST)
    if (read === undefined) return undefined
    const found = groups(read.segments)
    if (read.count - found.length < FEWEST) return undefined
    const { parts, saved } = merge(bytes, found)
    if (saved <= 0) return undefined
    const content = [Uint8Array.from(leb(found.length)), ...parts]
    return {
      edits: new Map([[section, content], ...nameEdits(bytes, module)]),
      compaction: { before: read.count, after: found.length, saved },
    }
  } catch (error) {
    // The engine reports damaged data. A damaged name section does not make a module invalid, but can't be edited.
    if (error instanceof UnwasiError) return undefined
    throw error
  }
}

function* nameEdits(bytes: Uint8Array, { sections, customs }: CoreModule): Iterable<[Section, Parts]> {
  for (const custom of customs) {
    const section = custom.name === 'name' ? sections.find(({ start }) => start === custom.start) : undefined
    const content = section && withoutDataNames(bytes, custom, section.body)
    if (section !== undefined && content !== undefined) yield [section, content]
  }
}
