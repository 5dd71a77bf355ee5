import { toBase64 } from '../bytes.js'
import type { ModuleFacts } from '../classify/facts.js'
import { isComponentType, worldExports } from '../classify/world.js'
import type { Alias } from '../guest-edits.js'
import type { FuncType, Import, ValType } from '../read/shapes.js'
import type { NumberType, Signature } from '../wasm/signature.js'
import type { WorldProfile } from './profile.js'

/** The name under which the surrogate exports a function that it imports from the world. */
export const importOfWorld = (index: number): string => `_world-${index}`

/** The name under which the guest imports a function of the world from the trampoline, which has all import modules in one. */
export const importOfGuest = (module: string, name: string): string => `${module}#${name}`

/** Describes the world that is embedded in a guest, as far as it concerns core WebAssembly. */
export function embeddedWorld({ bytes, module, foreign }: ModuleFacts): WorldProfile {
  const seen = new Set<string>()
  return {
    sections: module.customs.flatMap(({ name, start, end }) =>
      isComponentType(name) ? [toBase64(bytes.subarray(start, end))] : [],
    ),
    imports: foreign.flatMap((entry) => {
      const key = importOfGuest(entry.module, entry.name)
      const signature = numbers(entry.type)
      if (seen.has(key) || signature === undefined) return []
      seen.add(key)
      return [{ module: entry.module, name: entry.name, signature }]
    }),
    exports: worldExports(module).flatMap((name) => {
      const signature = numbers(module.exportedFunction(name))
      return signature === undefined ? [] : [{ name, signature }]
    }),
    realloc: module.exportedFunction('cabi_realloc') !== undefined,
  }
}

/** Returns the new names of the imports from the world. Several imports of one function may have the same name in the guest. */
export function importsOfWorld({ foreign }: ModuleFacts): Map<Import, string> {
  return new Map(foreign.map((entry): [Import, Alias[0]] => [entry, importOfGuest(entry.module, entry.name)]))
}

const isNumber = (type: ValType): type is NumberType => type !== 'v128' && type !== 'ref'

/** The canonical ABI passes nothing but numbers. */
function numbers(type: FuncType | undefined): Signature | undefined {
  if (type === undefined || type.results.length > 1) return undefined
  const params = type.params.filter(isNumber)
  const results = type.results.filter(isNumber)
  return params.length === type.params.length && results.length === type.results.length ? { params, results } : undefined
}
