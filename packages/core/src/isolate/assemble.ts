import type { Parts } from '../guest-edits.js'
import { decode } from '../read/component/decode.js'
import type { Item } from '../read/component/items.js'
import { COMPONENT_SECTION, CORE_SORT_OF_INSTANCE, INSTANCE } from '../read/component/format.js'
import { leb, name, section, sectionHead, vec, type Bytes } from '../wasm/encode.js'

/** The core modules that wit-component does not make. */
export interface Modules {
  readonly trampoline: Uint8Array
  readonly guest: Parts
  readonly copier: Uint8Array | undefined
  readonly bridge: Uint8Array
}

/** Appends core modules and their instances to a component. */
export class Appended {
  readonly #modules: Uint8Array[] = []
  readonly #instances: Bytes[] = []

  /** @param counts how many core modules and core instances the component has */
  constructor(readonly counts: { readonly modules: number; readonly instances: number }) {}

  /** Appends a module and its instance, with other instances as arguments; returns the instance's index. */
  add(module: Parts, args: Readonly<Record<string, number>>): number {
    const index = this.counts.modules + this.#instances.length
    this.#modules.push(...coreModule(module))
    const named = Object.entries(args).map(([field, instance]): Bytes => [name(field), CORE_SORT_OF_INSTANCE, leb(instance)])
    this.#instances.push([INSTANCE.instantiate, leb(index), vec(named)])
    return this.counts.instances + this.#instances.length - 1
  }

  /** Appends the modules that connect the guest with the surrogate. */
  connect({ copier, bridge }: Modules, instances: { trampoline: number; guest: number; surrogate: number }): void {
    const { trampoline, guest, surrogate } = instances
    const host = copier && { host: this.add([copier], { guest, surrogate }) }
    this.add([bridge], { guest, surrogate, adapter: surrogate, trampoline, ...host })
  }

  get parts(): Parts {
    return [...this.#modules, Uint8Array.from(section(COMPONENT_SECTION.coreInstance, vec(this.#instances)))]
  }
}

/** Returns how many core modules and core instances a component has. */
export const counted = (items: readonly Item[]): { modules: number; instances: number } => ({
  modules: items.filter((item) => item.is === 'core module').length,
  instances: items.filter((item) => item.is === 'core instance' || item.is === 'core exports').length,
})

/** Returns the core instance of core module 0, which is the surrogate: wit-component puts the main module first. */
export function surrogateOf(items: readonly Item[]): number {
  const instances = items.filter((item) => item.is === 'core instance' || item.is === 'core exports')
  const found = instances.findIndex((item) => item.is === 'core instance' && item.module === 0)
  if (found < 0) throw new Error('the component does not instantiate its first core module')
  return found
}

/**
 * Returns the portable component: `base`, which wit-component made from the surrogate, with the other core modules and their
 * instances appended. Appending shifts no index, and sections may come in any order, so nothing in `base` changes.
 */
export function assemble(base: Uint8Array, modules: Modules, guestImports: readonly string[]): Parts {
  const { items } = decode(base)
  const appended = new Appended(counted(items))
  const trampoline = appended.add([modules.trampoline], {})
  const guest = appended.add(modules.guest, Object.fromEntries(guestImports.map((module) => [module, trampoline])))
  appended.connect(modules, { trampoline, guest, surrogate: surrogateOf(items) })
  return [base, ...appended.parts]
}

export function coreModule(parts: Parts): Parts {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return [sectionHead(COMPONENT_SECTION.coreModule, size), ...parts]
}
