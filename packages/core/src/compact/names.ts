import type { Parts } from '../guest-edits.js'
import { Reader } from '../read/reader.js'
import type { Custom } from '../read/shapes.js'

/** https://github.com/WebAssembly/extended-name-section/blob/main/proposals/extended-name-section/Overview.md */
const DATA_NAMES = 9

/**
 * Returns the content of a name section without the names of data segments, which refer to segments by index; undefined if it has
 * none. Throws `MALFORMED` if the section is damaged.
 */
export function withoutDataNames(bytes: Uint8Array, { data, end }: Custom, body: number): Parts | undefined {
  const r = new Reader(bytes, data, end, 'name section')
  // A copy that is moved together, because a hostile file can have millions of subsections, and a view of each takes a gigabyte.
  const kept = bytes.slice(data, end)
  let length = 0
  while (!r.done) {
    const start = r.pos
    const isData = r.u8() === DATA_NAMES
    r.skip(r.u32())
    if (isData) continue
    kept.copyWithin(length, start - data, r.pos - data)
    length += r.pos - start
  }
  return length < kept.length ? [bytes.subarray(body, data), kept.subarray(0, length)] : undefined
}
