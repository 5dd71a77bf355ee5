import { Reader } from '../read/reader.js'
import type { CoreModule, Section } from '../read/shapes.js'
import { OP, PAGE_LOG2 } from '../wasm/format.js'

/** An active data segment of memory 0 at a constant address. */
export interface Segment {
  /** Its address in memory. */
  address: number
  /** The byte range of the whole entry in the file. */
  start: number
  end: number
  /** Where in the file its content begins, which ends at `end`. */
  content: number
}

/** Engines refuse modules with more: https://webassembly.github.io/spec/js-api/#limits */
const MAX_SEGMENTS = 100_000

/** Active, of memory 0. Other kinds have other flags: https://webassembly.github.io/spec/core/binary/modules.html#data-section */
const ACTIVE = 0

/**
 * Returns the non-empty segments of a data section by address, and the number of all segments. The result is undefined if there
 * are fewer than `atLeast`, or if the segments do not simply fill a fresh memory:
 *
 * - A segment that is passive, of another memory or at an address that is not a constant has a meaning beyond its bytes.
 * - A segment beyond the memory's end makes instantiation fail. Segments before it would be visible through an imported table.
 * - Where segments overlap, their order matters.
 *
 * Throws `MALFORMED` if the section is damaged.
 */
export function readSegments(
  bytes: Uint8Array,
  section: Section,
  { min, pageSizeLog2 = PAGE_LOG2 }: CoreModule['memories'][number],
  atLeast: number,
): { count: number; segments: Segment[] } | undefined {
  const r = new Reader(bytes, section.body, section.end, 'data section')
  const count = r.count()
  if (count < atLeast || count > MAX_SEGMENTS) return undefined
  const size = min * 2 ** pageSizeLog2
  const segments: Segment[] = []
  for (let n = count; n > 0; n--) {
    const start = r.pos
    if (r.u32() !== ACTIVE || r.u8() !== OP.i32Const) return undefined
    const address = r.s32() >>> 0
    // Further instructions would compute the address.
    if (r.u8() !== OP.end) return undefined
    const length = r.u32()
    const content = r.skip(length)
    if (address + length > size) return undefined
    if (length > 0) segments.push({ address, start, end: r.pos, content })
  }
  r.finish()
  segments.sort((a, b) => a.address - b.address)
  let free = 0
  for (const { address, content, end } of segments) {
    if (address < free) return undefined
    free = address + (end - content)
  }
  return { count, segments }
}
