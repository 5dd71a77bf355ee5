import type { GivenImport } from '../program.js'
import { call, get, getGlobal, i32, setGlobal, when } from '../wasm/code.js'
import { OP } from '../wasm/format.js'
import { ModuleBuilder } from '../wasm/module-builder.js'
import type { NumberType, Signature } from '../wasm/signature.js'

/** The most functions to dispatch. The module of a hostile guest with more of them would be larger than the guest. */
const MOST = 1000

/**
 * Returns a module whose functions call those that JavaScript gives a command. The runtime has two versions of each: `waits.N` may
 * suspend the guest, and `plain.N` never does. An engine refuses to call the first one if JavaScript is on the stack between it and
 * the guest's main function, even if it would not wait. So the global `inner` says whether that may be the case: it is 1 while a
 * function of JavaScript runs, and the runtime sets it when JavaScript calls the guest.
 *
 * Functions over vectors and references are left out, and those whose type is more than its parameters and results. Undefined if
 * there is nothing to dispatch.
 */
export function dispatcher(imports: readonly GivenImport[]): Uint8Array | undefined {
  const found = imports.slice(0, MOST).flatMap(({ type, source }, index) => {
    const { params, results, nominal } = type
    if (source === undefined || nominal === true || !params.every(isNumber) || !results.every(isNumber)) return []
    return [{ field: String(index), signature: { params, results } satisfies Signature }]
  })
  if (found.length === 0) return undefined
  const m = new ModuleBuilder()
  const inner = m.global(0)
  m.export('inner', 'global', inner)
  const imported = found.map(({ field, signature }) => ({
    field,
    signature,
    waits: m.importFunction('waits', field, signature),
    plain: m.importFunction('plain', field, signature),
  }))
  for (const { field, signature, waits, plain } of imported) {
    const forward = signature.params.map((_, param) => get(param))
    const func = m.function(signature, () => [
      when(getGlobal(inner), [call(plain, ...forward), OP.return]),
      setGlobal(inner, i32(1)),
      call(waits, ...forward),
      setGlobal(inner, i32(0)),
    ])
    m.export(field, 'func', func)
  }
  return m.build()
}

const isNumber = (type: string): type is NumberType => type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64'
