import { signature, type Preview1Name } from '../../preview1/table.js'
import type { ModuleBuilder } from '../../wasm/module-builder.js'
import type { Signature } from '../../wasm/signature.js'
import { importOfWorld } from '../embedded.js'
import { adapterFunctions, needs, type Profile } from '../profile.js'
import { REALLOC } from '../surrogate.js'

const fn = (params: Signature['params'], results: Signature['results'] = []): Signature => ({ params, results })

/** The indices of the functions that the bridge imports. Its memory (index 0) is the guest's. */
export interface Imports {
  readonly adapter: (name: Preview1Name) => number
  readonly guest: (name: string) => number
  /** What the guest imports from its embedded world, and then its `cabi_realloc`: the end of the trampoline's table. */
  readonly world: readonly number[]
  /** Whether `cabi_realloc` is running. Only guests with an embedded world have it. */
  readonly reallocating: number
  readonly load8: number
  readonly load32: number
  readonly load64: number
  readonly store8: number
  readonly store32: number
  readonly store64: number
  /** Starts the scratch arena over and allocates. Returns 0 if memory cannot grow. */
  readonly scratch: number
  readonly allocate: number
  /** `memory.grow` for private memory. */
  readonly grow: number
  readonly getArguments: number
  readonly getEnvironment: number
  readonly exitWithCode: number
  /** (private address, guest address, bytes) */
  readonly copyIn: number
  /** (guest address, private address, bytes) */
  readonly copyOut: number
}

/** Marks an import that the profile does not need. Using it is a bug in the generator, not in the guest. */
const ABSENT = -1

export function importAll(m: ModuleBuilder, profile: Profile): Imports {
  const bridges = profile.functions.length > 0
  // A reactor without WASI imports needs no bridging, and may have no memory.
  if (bridges) m.importMemory('guest', 'memory')
  const imported = (module: string, name: string, type: Signature): number =>
    bridges ? m.importFunction(module, name, type) : ABSENT
  const fromSurrogate = (name: string, type: Signature): number => imported('surrogate', name, type)
  const adapter = new Map(
    adapterFunctions(profile).map((name) => [name, m.importFunction('adapter', name, signature(name))] as const),
  )
  const guest = new Map<string, number>()
  for (const name of profile.startup) guest.set(name, m.importFunction('guest', name, fn([])))
  for (const entry of profile.entryPoints) guest.set(entry.name, m.importFunction('guest', entry.name, entry.signature))
  const { world } = profile
  const given =
    world?.imports.map(({ signature: type }, index) => m.importFunction('surrogate', importOfWorld(index), type)) ?? []
  if (world?.realloc) given.push(m.importFunction('guest', 'cabi_realloc', REALLOC))
  const lookup =
    <K>(map: ReadonlyMap<K, number>) =>
    (key: K): number => {
      const index = map.get(key)
      if (index === undefined) throw new Error(`bridge: ${String(key)} is not imported`)
      return index
    }
  return {
    adapter: lookup(adapter),
    guest: lookup(guest),
    world: given,
    reallocating: world && bridges ? m.importFunction('trampoline', '_reallocating', fn([], ['i32'])) : ABSENT,
    load8: fromSurrogate('_load8', fn(['i32'], ['i32'])),
    load32: fromSurrogate('_load32', fn(['i32'], ['i32'])),
    load64: fromSurrogate('_load64', fn(['i32'], ['i64'])),
    store8: fromSurrogate('_store8', fn(['i32', 'i32'])),
    store32: fromSurrogate('_store32', fn(['i32', 'i32'])),
    store64: fromSurrogate('_store64', fn(['i32', 'i64'])),
    scratch: fromSurrogate('_scratch', fn(['i32'], ['i32'])),
    allocate: fromSurrogate('_allocate', fn(['i32'], ['i32'])),
    grow: fromSurrogate('_grow', fn(['i32'], ['i32'])),
    getArguments: needs.arguments(profile) ? fromSurrogate('_get-arguments', fn(['i32'])) : ABSENT,
    getEnvironment: needs.environment(profile) ? fromSurrogate('_get-environment', fn(['i32'])) : ABSENT,
    exitWithCode: needs.exit(profile) ? fromSurrogate('_exit-with-code', fn(['i32'])) : ABSENT,
    copyIn: imported('host', 'copy_in', fn(['i32', 'i32', 'i32'])),
    copyOut: imported('host', 'copy_out', fn(['i32', 'i32', 'i32'])),
  }
}
