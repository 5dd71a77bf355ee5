import type { Item, TypeExpression } from '../../read/component/items.js'
import { TYPE } from '../../read/component/format.js'

/**
 * Returns `component` with each type of an async function made that of a plain one, for which bindgen's glue needs no tasks. If a
 * function is neither lifted nor lowered as async, which unwasi refuses, core wasm sees no difference.
 */
export function withPlainFunctions(component: Uint8Array, items: readonly Item[]): Uint8Array {
  const found = asyncTypes(items)
  if (found.length === 0) return component
  // The method `slice` of a Buffer does not copy.
  const plain = new Uint8Array(component)
  for (const at of found) {
    if (plain[at] !== TYPE.asyncFunc) throw new Error(`there is no type of a function at ${at}`)
    plain[at] = TYPE.func
  }
  return plain
}

/** The offsets of the types. Those of `items` count from `base`. */
const asyncTypes = (items: readonly Item[], base = 0): number[] =>
  items.flatMap((item) => {
    if (item.is === 'component') return asyncTypes(item.items, item.start)
    return item.is === 'type' ? inType(item.type, base + item.at, base) : []
  })

const inType = (type: TypeExpression, at: number, base: number): number[] => {
  if (type.is === 'func') return type.async ? [at] : []
  if (type.is !== 'instance' && type.is !== 'component') return []
  // A declaration begins with its kind.
  return type.declarations.flatMap((one) => (one.is === 'type' ? inType(one.type, base + one.at + 1, base) : []))
}
