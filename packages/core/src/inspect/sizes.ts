import { COMPONENT_SECTION } from '../read/component.js'
import { SECTION, sections, type Section } from '../read/sections.js'

/** In bytes, section headers included. `total` is the sum of the others. */
export interface Sizes {
  total: number
  code: number
  data: number
  /** DWARF sections, and what points to external debug information. */
  debug: number
  /** The name section: function names for stack traces. */
  names: number
  other: number
}

export const noSizes = (total: number): Sizes => ({ total, code: 0, data: 0, debug: 0, names: 0, other: total })

const DEBUG = /^(\.debug_|reloc\.\.debug_|sourceMappingURL$|external_debug_info$)/

/** Moves the sizes of a core module's sections from `other` to where they belong. */
export function moduleSizes(all: readonly Section[], sizes: Sizes): void {
  for (const section of all) {
    const part = partOf(section)
    const size = section.end - section.start
    sizes[part] += size
    sizes.other -= size
  }
}

/** The same for all core modules in a component, at any depth. */
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
  return name !== undefined && DEBUG.test(name) ? 'debug' : 'other'
}
