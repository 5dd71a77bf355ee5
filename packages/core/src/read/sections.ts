import { HEADER_SIZE, SECTION } from '../wasm/format.js'
import { Reader } from './reader.js'
import type { Section } from './shapes.js'

const NAMES = new Map<number, string>(Object.entries(SECTION).map(([name, id]) => [id, `${name} section`]))

/** The order that the format prescribes for core modules; the later ids were put between the older ones. */
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

/** What a core module's section is called in messages: `import section`. */
export const sectionName = (id: number): string => NAMES.get(id) ?? `section ${id}`

/**
 * The sections of the core module or component in `bytes`, in file order. The header is not checked (see `header`), and
 * contents are stepped over by their size: the cost depends on the number of sections alone.
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

/** Raises unless each section of a core module is known, is there at most once and stands where the format wants it. */
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
