import { wasiSignature, type WasiName } from '../preview1/unstable.js'
import { callIndirect, get, i32 } from '../wasm/code.js'
import { ModuleBuilder } from '../wasm/module-builder.js'

/**
 * The module that the guest imports as WASI. Each function jumps through a table that the bridge fills later. This breaks a
 * cycle: the guest needs its imports before the bridge can import the guest's memory.
 *
 * @param aliases further names, each for one of `functions`
 */
export function trampoline(functions: readonly WasiName[], aliases: readonly (readonly [string, WasiName])[] = []): Uint8Array {
  const m = new ModuleBuilder()
  m.export('functions', 'table', m.table(functions.length))
  functions.forEach((name, index) => {
    const type = wasiSignature(name)
    const forward = type.params.map((_, param) => get(param))
    const func = m.function(type, () => callIndirect(m.type(type), i32(index), ...forward))
    m.export(name, 'func', func)
    for (const [alias, original] of aliases) {
      if (original === name) m.export(alias, 'func', func)
    }
  })
  return m.build()
}
