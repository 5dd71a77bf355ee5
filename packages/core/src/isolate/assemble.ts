import { Reader } from '../read/reader.js'
import { sections } from '../read/sections.js'
import { leb, name, section, sectionHead, vec, type Bytes } from '../wasm/encode.js'
import type { Parts } from './guest-edits.js'

/** Section ids of a component: https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md */
const CORE_MODULE = 1
const CORE_INSTANCE = 2

const INSTANTIATE = 0x00
const INSTANCE_SORT = 0x12

interface Counts {
  modules: number
  instances: number
  /** Core instance of core module 0, which is the surrogate: wit-component puts the main module first. */
  surrogate: number
}

/** The core modules of a component, as views of its bytes. */
export function coreModules(component: Uint8Array): Uint8Array[] {
  return sections(component).flatMap(({ id, body, end }) => (id === CORE_MODULE ? [component.subarray(body, end)] : []))
}

function count(component: Uint8Array): Counts {
  const counts: Counts = { modules: 0, instances: 0, surrogate: -1 }
  for (const { id, body, end } of sections(component)) {
    if (id === CORE_MODULE) counts.modules++
    if (id !== CORE_INSTANCE) continue
    const reader = new Reader(component, body, end, 'core instance section')
    for (let left = reader.u32(); left > 0; left--, counts.instances++) {
      const instantiates = reader.u8() === INSTANTIATE
      if (instantiates && reader.u32() === 0) counts.surrogate = counts.instances
      for (let args = reader.u32(); args > 0; args--) {
        reader.name()
        reader.u8()
        reader.u32()
      }
    }
  }
  if (counts.surrogate < 0) throw new Error('the component does not instantiate its first core module')
  return counts
}

/**
 * The portable component: what wit-component made of the surrogate, with the other core modules and their instances appended.
 * Appending shifts no index and sections may come in any order, so nothing in `base` changes.
 */
export function assemble(
  base: Uint8Array,
  modules: { trampoline: Uint8Array; guest: Parts; copier: Uint8Array; bridge: Uint8Array },
  guestImports: readonly string[],
): Parts {
  const counts = count(base)
  const [trampolineModule, guestModule, copierModule, bridgeModule] = [0, 1, 2, 3].map((n) => counts.modules + n) as [
    number,
    number,
    number,
    number,
  ]
  const [trampoline, guest, copier] = [0, 1, 2].map((n) => counts.instances + n) as [number, number, number]
  const surrogate = counts.surrogate
  const instantiate = (module: number, args: readonly (readonly [string, number])[]): Bytes => [
    INSTANTIATE,
    leb(module),
    vec(args.map(([field, instance]) => [name(field), INSTANCE_SORT, leb(instance)])),
  ]
  const instances = section(
    CORE_INSTANCE,
    vec([
      instantiate(trampolineModule, []),
      instantiate(
        guestModule,
        guestImports.map((module) => [module, trampoline]),
      ),
      instantiate(copierModule, [
        ['guest', guest],
        ['surrogate', surrogate],
      ]),
      instantiate(bridgeModule, [
        ['guest', guest],
        ['surrogate', surrogate],
        ['adapter', surrogate],
        ['trampoline', trampoline],
        ['host', copier],
      ]),
    ]),
  )
  return [
    base,
    ...coreModule([modules.trampoline]),
    ...coreModule(modules.guest),
    ...coreModule([modules.copier]),
    ...coreModule([modules.bridge]),
    Uint8Array.from(instances),
  ]
}

function coreModule(parts: Parts): Parts {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return [sectionHead(CORE_MODULE, size), ...parts]
}
