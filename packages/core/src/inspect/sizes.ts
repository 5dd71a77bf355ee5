import { COMPONENT_SECTION } from '../read/component/format.js'
import { isDebugInfo } from '../read/custom-sections.js'
import { sections } from '../read/sections.js'
import type { Section } from '../read/shapes.js'
import { SECTION } from '../wasm/format.js'

/** Sizes in bytes, including section headers. `total` is the sum of the others. */
export interface Sizes {
  /** The whole file. */
  total: number
  /** The code sections. */
  code: number
  /** The data sections. */
  data: number
  /** What `strip: 'debug'` leaves out: DWARF sections, and pointers to external debug information. */
  debug: number
  /** The name section: function names for stack traces. */
  names: number
  /** Everything else. */
  other: number
}

export const noSizes = (total: number): Sizes => ({ total, code: 0, data: 0, debug: 0, names: 0, other: total })

/** Moves the sizes of a core module's sections from `other` to where they belong. */
export function moduleSizes(all: readonly Section[], sizes: Sizes): void {
  for (const section of all) {
    const part = partOf(section)
    const size = section.end - section.start
    sizes[part] += size
    sizes.other -= size
  }
}

/** Does the same for all core modules in a component, at any depth. */
export function componentSizes(bytes: Uint8Array, all: readonly Section[], sizes: Sizes): void {
  for (const { id, body, end } of all) {
    if (id === COMPONENT_SECTION.coreModule) moduleSizes(sections(bytes.subarray(body, end)), sizes)
    else if (id === COMPONENT_SECTION.component)
      componentSizes(bytes.subarray(body, end), sections(bytes.subarray(body, end)), sizes)
  }
}

function partOf({ id, name }: Section): Exclude<keyof Sizes, 'total'> {
  if (id === SECTION.code) return 'code'
  if (id === SECTION.data) return 'data'
  if (name === 'name') return 'names'
  return name !== undefined && isDebugInfo(name) ? 'debug' : 'other'
}
