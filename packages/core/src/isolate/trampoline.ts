import { wasiSignature, type WasiName } from '../preview1/unstable.js'
import { callIndirect, get, getGlobal, i32, set, setGlobal, unreachable } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module-builder.js'
import { importOfGuest } from './embedded.js'
import type { WorldProfile } from './profile.js'
import { REALLOC } from './surrogate.js'

/**
 * The module that the guest imports as WASI. Each function jumps through a table that the bridge fills later. This breaks a
 * cycle: the guest needs its imports before the bridge can import the guest's memory.
 *
 * @param aliases further names, each for one of `functions`
 * @param world the embedded world, whose imports come after those of WASI
 */
export function trampoline(
  functions: readonly WasiName[],
  aliases: readonly (readonly [string, WasiName])[] = [],
  world?: WorldProfile,
): Uint8Array {
  const m = new ModuleBuilder()
  m.export('functions', 'table', m.table(trampolineSize(functions, world)))
  functions.forEach((name, index) => {
    const type = wasiSignature(name)
    const forward = type.params.map((_, param) => get(param))
    const func = m.function(type, () => callIndirect(m.type(type), i32(index), ...forward))
    m.export(name, 'func', func)
    for (const [alias, original] of aliases) {
      if (original === name) m.export(alias, 'func', func)
    }
  })
  world?.imports.forEach(({ module, name, signature: type }, index) => {
    const forward = type.params.map((_, param) => get(param))
    const slot = i32(functions.length + index)
    m.export(
      importOfGuest(module, name),
      'func',
      m.function(type, () => callIndirect(m.type(type), slot, ...forward)),
    )
  })
  if (world) allocator(m, world, functions.length + world.imports.length)
  return m.build()
}

/** Returns the size of the trampoline's table. */
export function trampolineSize(functions: readonly WasiName[], world?: WorldProfile): number {
  return functions.length + (world ? world.imports.length + (world.realloc ? 1 : 0) : 0)
}

/**
 * Defines the allocator that the component calls, `_realloc`. It calls the guest's `cabi_realloc` through the table, and
 * `_reallocating` says whether that is running. A component must not call its host from there.
 */
function allocator(m: ModuleBuilder, { realloc }: WorldProfile, slot: number): void {
  const running = m.global(0)
  const body = realloc
    ? m.function(REALLOC, (f) => {
        const pointer = f.i32()
        return [
          setGlobal(running, i32(1)),
          set(pointer, callIndirect(m.type(REALLOC), i32(slot), get(0), get(1), get(2), get(3))),
          setGlobal(running, i32(0)),
          get(pointer),
        ]
      })
    : m.function(REALLOC, () => unreachable)
  m.export('_realloc', 'func', body)
  m.export(
    '_reallocating',
    'func',
    m.function({ params: [], results: ['i32'] }, () => getGlobal(running)),
  )
}
