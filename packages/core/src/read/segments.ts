import { UnwasiError } from '../errors.js'
import { SECTION } from '../wasm/format.js'
import { skipConstExpression } from './const-expression.js'
import { Reader } from './reader.js'
import { sectionName } from './sections.js'
import type { Feature, Section } from './shapes.js'

const PASSIVE = 1
const WITH_MEMORY = 2

/**
 * Adds the features that the offsets of data segments use to `features`. Dynamic linkers add a base to them. Like code, data is
 * checked by engines, so reading ends where a segment does not make sense.
 */
export function readDataOffsets(bytes: Uint8Array, sections: readonly Section[], features: Set<Feature>): void {
  try {
    readOffsets(bytes, sections, features)
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
  }
}

function readOffsets(bytes: Uint8Array, sections: readonly Section[], features: Set<Feature>): void {
  const section = sections.find(({ id }) => id === SECTION.data)
  if (section === undefined) return
  const r = new Reader(bytes, section.body, section.end, sectionName(section.id))
  for (let n = r.count(); n > 0; n--) {
    const flags = r.u32()
    if (flags === WITH_MEMORY) r.u32()
    if (flags !== PASSIVE && !skipConstExpression(r, features)) return
    r.skip(r.u32())
  }
}
