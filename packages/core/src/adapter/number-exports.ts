import type { Item, TypeExpression } from '../read/component/items.js'
import type { CoreModule, ValType } from '../read/shapes.js'
import { witNames } from '../isolate/world.js'
import type { CoreSpaces, Origin } from './core-spaces.js'

/** An export of a program, and its name in JavaScript. */
export type Renamed = readonly [name: string, as: string]

/** The types whose values core wasm and JavaScript share, and which a portable component of unwasi has. */
const NUMBERS: ReadonlyMap<unknown, ValType> = new Map<unknown, ValType>([
  ['s32', 'i32'],
  ['s64', 'i64'],
  ['f32', 'f32'],
  ['f64', 'f64'],
])

/**
 * Returns the exports of a component that are the program's own functions over numbers. Returns `undefined` if the component
 * exports anything else, so that the program would lose something without it.
 */
export function numberExports(
  exported: readonly Extract<Item, { is: 'export' }>[],
  spaces: CoreSpaces,
  main: CoreModule,
  isMain: (origin: Origin | undefined) => origin is Origin,
): Renamed[] | undefined {
  const found: Renamed[] = []
  for (const { name, of } of exported) {
    const lift = of.sort === 'func' ? spaces.lifts[of.index] : undefined
    const origin = lift && spaces.funcs[lift.core]
    const core = isMain(origin) ? main.exportedFunction(origin.name) : undefined
    const type = lift && flat(spaces.types[lift.type])
    if (!isMain(origin) || core === undefined || type === undefined || lift?.options.postReturn !== undefined) return undefined
    if (core.params.join() !== type.params.join() || core.results.join() !== type.results.join()) return undefined
    found.push([origin.name, camel(name)])
  }
  const names = found.map(([, as]) => as)
  // The portable component must have the same names again.
  const same = witNames(names).every((wit, index) => wit === exported[index]?.name)
  return found.length > 0 && same && new Set(found.map(([name]) => name)).size === found.length ? found : undefined
}

function flat(type: TypeExpression | undefined): { params: ValType[]; results: ValType[] } | undefined {
  if (type?.is !== 'func' || type.async) return undefined
  const params = type.params.map((param) => NUMBERS.get(param.type))
  const results = type.result === undefined ? [] : [NUMBERS.get(type.result)]
  const known = (types: (ValType | undefined)[]): types is ValType[] => !types.includes(undefined)
  return known(params) && known(results) ? { params, results } : undefined
}

const camel = (name: string): string => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
