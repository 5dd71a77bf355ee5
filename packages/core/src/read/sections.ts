import { Reader } from './reader.js'

/** One section of a core module or component. Offsets are into the file's bytes; nothing is copied. */
export interface Section {
  id: number
  /** Offset of the id byte. */
  start: number
  /** Offset of the content, after id and size. For a custom section the content begins with its name. */
  body: number
  end: number
  /** Custom sections (id 0) only. */
  name?: string
  /** Custom sections only: offset of the payload, after the name. */
  data?: number
}

/** Size of magic number, version and layer. */
export const HEADER_SIZE = 8

/** Section ids of core modules: https://webassembly.github.io/spec/core/binary/modules.html */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const

const NAMES = new Map<number, string>(Object.entries(SECTION).map(([name, id]) => [id, `${name} section`]))

/** The order that the format prescribes for core modules; the later ids were put between the older ones. */
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]

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
