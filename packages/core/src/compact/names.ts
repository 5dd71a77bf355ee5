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
  const parts = [bytes.subarray(body, data)]
  let found = false
  while (!r.done) {
    const start = r.pos
    const isData = r.u8() === DATA_NAMES
    r.skip(r.u32())
    if (isData) found = true
    else parts.push(bytes.subarray(start, r.pos))
  }
  return found ? parts : undefined
}
