import { HEADER_SIZE, SECTION } from '../wasm/format.js'
import { Reader } from './reader.js'
import type { Section } from './shapes.js'

const NAMES = new Map<number, string>(Object.entries(SECTION).map(([name, id]) => [id, `${name} section`]))

/** The order that the format prescribes for core modules. Newer ids were put between the older ones. */
const ORDER: readonly number[] = [
  SECTION.type,
  SECTION.import,
  SECTION.function,
  SECTION.table,
  SECTION.memory,
  SECTION.tag,
  SECTION.global,
  SECTION.export,
  SECTION.start,
  SECTION.element,
  SECTION.dataCount,
  SECTION.code,
  SECTION.data,
]

/** Returns the name of a core module's section in messages: `import section`. */
export const sectionName = (id: number): string => NAMES.get(id) ?? `section ${id}`

/**
 * Returns the sections of the core module or component in `bytes`, in file order. The header is not checked (see `header`).
 * Contents are skipped by their size, so the cost only depends on the number of sections.
 */
export function sections(bytes: Uint8Array): Section[] {
  const found: Section[] = []
  const r = new Reader(bytes)
  r.skip(HEADER_SIZE)
  const core = bytes[6] === 0
  while (!r.done) {
    const start = r.pos
    const id = r.u8()
    const size = r.u32()
    const body = r.pos
    const content = new Reader(bytes, body, body + size, core ? sectionName(id) : `section ${id}`)
    const section: Section = { id, start, body, end: content.end }
    if (id === SECTION.custom) {
      section.name = content.name()
      section.data = content.pos
    }
    found.push(section)
    r.pos = section.end
  }
  return found
}

/** Throws unless each section of a core module is known, occurs at most once and is where the format requires it. */
export function checkOrder(bytes: Uint8Array, all: readonly Section[]): void {
  let last = -1
  for (const { id, start } of all) {
    if (id === SECTION.custom) continue
    const rank = ORDER.indexOf(id)
    if (rank === -1) throw new Reader(bytes).unsupported(`an unknown section ${id}`, start)
    if (rank <= last) throw new Reader(bytes).malformed(`a second or misplaced ${sectionName(id)}`, start)
    last = rank
  }
}
