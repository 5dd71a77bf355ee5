import type { Parts } from '../guest-edits.js'
import { decode } from '../read/component/decode.js'
import { COMPONENT_SECTION, CORE_SORT_OF_INSTANCE, INSTANCE } from '../read/component/format.js'
import { leb, name, section, sectionHead, vec, type Bytes } from '../wasm/encode.js'

interface Counts {
  modules: number
  instances: number
  /** The core instance of core module 0, which is the surrogate: wit-component puts the main module first. */
  surrogate: number
}

function count(component: Uint8Array): Counts {
  const counts: Counts = { modules: 0, instances: 0, surrogate: -1 }
  for (const item of decode(component).items) {
    if (item.is === 'core module') counts.modules++
    if (item.is === 'core instance' && item.module === 0) counts.surrogate = counts.instances
    if (item.is === 'core instance' || item.is === 'core exports') counts.instances++
  }
  if (counts.surrogate < 0) throw new Error('the component does not instantiate its first core module')
  return counts
}

/**
 * Returns the portable component: `base`, which wit-component made from the surrogate, with the other core modules and their
 * instances appended. Appending shifts no index, and sections may come in any order, so nothing in `base` changes.
 */
export function assemble(
  base: Uint8Array,
  modules: { trampoline: Uint8Array; guest: Parts; copier: Uint8Array | undefined; bridge: Uint8Array },
  guestImports: readonly string[],
): Parts {
  const counts = count(base)
  const added: Uint8Array[] = []
  const instances: Bytes[] = []
  /** Appends a module and its instance, with other instances as arguments; returns the instance's index. */
  const append = (module: Parts, args: Readonly<Record<string, number>>): number => {
    const index = counts.modules + instances.length
    added.push(...coreModule(module))
    const named = Object.entries(args).map(([field, instance]): Bytes => [name(field), CORE_SORT_OF_INSTANCE, leb(instance)])
    instances.push([INSTANCE.instantiate, leb(index), vec(named)])
    return counts.instances + instances.length - 1
  }
  const { surrogate } = counts
  const trampoline = append([modules.trampoline], {})
  const guest = append(modules.guest, Object.fromEntries(guestImports.map((module) => [module, trampoline])))
  const host = modules.copier && { host: append([modules.copier], { guest, surrogate }) }
  append([modules.bridge], { guest, surrogate, adapter: surrogate, trampoline, ...host })
  return [base, ...added, Uint8Array.from(section(COMPONENT_SECTION.coreInstance, vec(instances)))]
}

function coreModule(parts: Parts): Parts {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return [sectionHead(COMPONENT_SECTION.coreModule, size), ...parts]
}
