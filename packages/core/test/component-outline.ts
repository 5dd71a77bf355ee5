import { readModule } from '../src/read/core-module.js'
import { sections } from '../src/read/sections.js'
import { SECTION } from '../src/wasm/format.js'
import { bytes, section, uleb } from './wasm-bytes.js'

const CODE_AND_DATA = [SECTION.custom, SECTION.element, SECTION.data, SECTION.dataCount] as number[]

/** A component whose core modules lack the parts that are not read: code, data, names. */
export function outlineOf(component: Uint8Array): Uint8Array {
  const parts = sections(component).map(({ id, start, body, end }) =>
    id === 1 ? bytes(section(1, moduleOutline(component.subarray(body, end)))) : component.subarray(start, end),
  )
  return new Uint8Array(Buffer.concat([component.subarray(0, 8), ...parts]))
}

function moduleOutline(module: Uint8Array): Uint8Array {
  const { functionCount } = readModule(module)
  const parts = sections(module).map(({ id, start, end }) => {
    if (CODE_AND_DATA.includes(id)) return []
    return id === SECTION.code ? section(id, uleb(functionCount), new Uint8Array(functionCount)) : module.subarray(start, end)
  })
  return bytes(module.subarray(0, 8), ...parts)
}
