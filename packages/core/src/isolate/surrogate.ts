import { fromBase64 } from '../bytes.js'
import { PREVIEW1, signature } from '../preview1/table.js'
import {
  add,
  and,
  call,
  callIndirect,
  eq,
  get,
  getGlobal,
  gtU,
  i32,
  load32,
  load64,
  load8,
  memoryGrow,
  or,
  ret,
  set,
  setGlobal,
  shl,
  shrU,
  store32,
  store64,
  store8,
  sub,
  tee,
  unreachable,
  when,
} from '../wasm/code.js'
import { concat } from '../wasm/encode.js'
import { ModuleBuilder } from '../wasm/module-builder.js'
import type { Signature } from '../wasm/signature.js'
import { adapterFunctions, ENVIRONMENT, EXIT, needs, type Profile } from './profile.js'
import { importOfWorld } from './embedded.js'
import { ARENA_END, ARENA_START, INITIAL_PAGES, MAX_PAGES } from './private-memory.js'

/** The signature of `cabi_realloc`. */
export const REALLOC: Signature = { params: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] }

const to = (params: Signature['params'], results: Signature['results'] = []): Signature => ({ params, results })

/**
 * The module that the adapter sees instead of the guest. It owns the private memory and has the guest's entry points. Its other
 * exports begin with an underscore, which no WIT name does, so a reactor's functions can't collide with them.
 *
 * It imports the preview1 functions and exports them again, for the bridge: wit-component only links adapters to the main module.
 */
export function surrogate(profile: Profile): Uint8Array {
  const m = new ModuleBuilder()
  const reexports = adapterFunctions(profile).map((name): [string, number] => [
    name,
    m.importFunction(PREVIEW1, name, signature(name)),
  ])
  if (needs.arguments(profile)) {
    reexports.push(['_get-arguments', m.importFunction(ENVIRONMENT, 'get-arguments', to(['i32']))])
  }
  if (needs.environment(profile)) {
    reexports.push(['_get-environment', m.importFunction(ENVIRONMENT, 'get-environment', to(['i32']))])
  }
  if (needs.exit(profile)) {
    reexports.push(['_exit-with-code', m.importFunction(EXIT, 'exit-with-code', to(['i32']))])
  }
  const exit = reexports.find(([name]) => name === '_exit-with-code')?.[1]
  profile.world?.imports.forEach(({ module, name, signature }, index) => {
    // wit-component accepts each import once.
    const own = module === EXIT && name === 'exit-with-code' ? exit : undefined
    reexports.push([importOfWorld(index), own ?? m.importFunction(module, name, signature)])
  })
  for (const [name, index] of reexports) m.export(name, 'func', index)

  m.memory(INITIAL_PAGES, MAX_PAGES)
  m.export('memory', 'memory', 0)
  allocator(m)
  accessors(m)

  const entries = m.table(profile.entryPoints.length)
  m.export('_entries', 'table', entries)
  profile.entryPoints.forEach((entry, index) => {
    const type = m.type(entry.signature)
    const forward = entry.signature.params.map((_, param) => get(param))
    m.export(
      entry.as,
      'func',
      m.function(entry.signature, () => callIndirect(type, i32(index), ...forward)),
    )
  })
  // The component calls the guest's functions of these names instead (embedded.ts).
  const { exports = [], realloc = false } = profile.world ?? {}
  for (const { name, signature } of exports)
    m.export(
      name,
      'func',
      m.function(signature, () => unreachable),
    )
  if (realloc)
    m.export(
      'cabi_export_realloc',
      'func',
      m.function(REALLOC, () => unreachable),
    )
  const sections = profile.world?.sections.map(fromBase64) ?? []
  return concat([m.build(), ...sections])
}

/** Defines functions that read and write private memory, for the bridge, whose own memory is the guest's. */
function accessors(m: ModuleBuilder): void {
  const address = get(0)
  const value = get(1)
  const expose = (name: string, type: Signature, body: Parameters<ModuleBuilder['function']>[1]): void =>
    m.export(name, 'func', m.function(type, body))
  expose('_load8', to(['i32'], ['i32']), () => load8(address))
  expose('_load32', to(['i32'], ['i32']), () => load32(address))
  expose('_load64', to(['i32'], ['i64']), () => load64(address))
  expose('_store8', to(['i32', 'i32']), () => store8(address, value))
  expose('_store32', to(['i32', 'i32']), () => store32(address, value))
  expose('_store64', to(['i32', 'i64']), () => store64(address, value))
}

/**
 * A bump allocator that starts over with each preview1 call. When the arena is too small, it moves to grown memory and stays
 * there, so its size is that of the largest call so far. Exports:
 * - `_scratch(n)` starts over and allocates, and `_allocate(n)` allocates. Both return 0 if memory cannot grow.
 * - `_grow(pages)` adds memory to keep, like `memory.grow`.
 * - `cabi_import_realloc` is the allocator for the canonical ABI, which needs it for the lists of wasi:cli/environment.
 */
function allocator(m: ModuleBuilder): void {
  const base = m.global(ARENA_START)
  const end = m.global(ARENA_END)
  const next = m.global(ARENA_START)

  const allocate = m.function(to(['i32'], ['i32']), (f) => {
    const size = get(0)
    const pointer = f.i32()
    const pages = f.i32()
    const grown = f.i32()
    return [
      set(pointer, and(add(getGlobal(next), i32(7)), i32(-8))),
      when(or(gtU(get(pointer), getGlobal(end)), gtU(size, sub(getGlobal(end), get(pointer)))), [
        // This is one page more than requested, so that the next allocations in the same call fit as well.
        set(pages, add(shrU(size, i32(16)), i32(2))),
        when(eq(tee(grown, memoryGrow(get(pages))), i32(-1)), ret(i32(0))),
        set(grown, shl(get(grown), i32(16))),
        // Growth right after the arena extends it. Other growth (if the adapter grew in between) starts a new one.
        when(eq(get(grown), getGlobal(end)), setGlobal(end, add(getGlobal(end), shl(get(pages), i32(16)))), [
          set(pointer, get(grown)),
          setGlobal(base, get(grown)),
          setGlobal(end, add(get(grown), shl(get(pages), i32(16)))),
        ]),
      ]),
      setGlobal(next, add(get(pointer), size)),
      get(pointer),
    ]
  })
  m.export('_allocate', 'func', allocate)
  m.export(
    '_grow',
    'func',
    m.function(to(['i32'], ['i32']), () => memoryGrow(get(0))),
  )
  m.export(
    '_scratch',
    'func',
    m.function(to(['i32'], ['i32']), () => [setGlobal(next, getGlobal(base)), call(allocate, get(0))]),
  )
  m.export(
    'cabi_import_realloc',
    'func',
    m.function(REALLOC, (f) => {
      const pointer = f.i32()
      return [when(eq(tee(pointer, call(allocate, get(3))), i32(0)), unreachable), get(pointer)]
    }),
  )
}
