import { decode } from './component/decode.js'
import type { Declaration, ExternType, Item, TypeExpression } from './component/items.js'
import { readModule } from './core-module.js'
import { isModule } from './header.js'
import { Reader } from './reader.js'
import type { CoreModule, Section } from './shapes.js'

/** What a component contains and what it imports. */
export interface Component {
  sections: Section[]
  items: readonly Item[]
  /** The names of imports: `wasi:cli/environment@0.2.12`. Imports with only types are left out: a host need not provide them. */
  imports: string[]
  exports: string[]
  /** The number of core modules at the top level. */
  coreModules: number
  /** The number of components directly inside this one. */
  components: number
  /** Whether a component inside has core modules, so that this one is composed of several programs. */
  composed: boolean
  /** Whether it, or a component inside, uses the async canonical ABI, which came with WASI 0.3. */
  async: boolean
}

/** Reads a component. Throws `NOT_WASM`, `NOT_A_COMPONENT` (a core module), `TRUNCATED`, `MALFORMED` or `UNSUPPORTED`. */
export function readComponent(bytes: Uint8Array): Component {
  const { sections, items } = decode(bytes)
  const nested = items.filter((item) => item.is === 'component')
  return {
    sections,
    items,
    imports: importsOf(items),
    exports: items.flatMap((item) => (item.is === 'export' ? [item.name] : [])),
    coreModules: coreModuleRanges(items).length,
    components: nested.length,
    composed: nested.some((component) => hasCoreModules(component.items)),
    async: usesAsync(items),
  }
}

function importsOf(items: readonly Item[]): string[] {
  const imports: string[] = []
  /** For each type so far, whether it is the type of an instance that only has types. */
  const types: boolean[] = []
  for (const item of items) {
    if (item.is === 'import' && !isImportOfTypes(item.type, types)) imports.push(item.name)
    if (definesType(item)) types.push(item.is === 'type' && isOfTypes(item.type))
  }
  return imports
}

const isImportOfTypes = (type: ExternType, types: readonly boolean[]): boolean =>
  type.sort === 'type' ? type.equal !== undefined : type.sort === 'instance' && (types[type.type] ?? false)

/** Whether an item takes the next type index. */
function definesType(item: Item): boolean {
  switch (item.is) {
    case 'type':
      return true
    case 'alias':
      return item.sort === 'type'
    case 'import':
      return item.type.sort === 'type'
    case 'export':
      return item.of.sort === 'type'
    default:
      return false
  }
}

const isOfTypes = (type: TypeExpression): boolean => type.is === 'instance' && type.declarations.every(addsTypes)

/** Whether a declaration only adds types that are defined elsewhere. Everything else must be provided. */
const addsTypes = (declaration: Declaration): boolean =>
  (declaration.is !== 'export' && declaration.is !== 'import') ||
  (declaration.type.sort === 'type' && declaration.type.equal !== undefined)

const hasCoreModules = (items: readonly Item[]): boolean =>
  items.some((item) => item.is === 'core module' || (item.is === 'component' && hasCoreModules(item.items)))

const usesAsync = (items: readonly Item[]): boolean =>
  items.some((item) => {
    if (item.is === 'component') return usesAsync(item.items)
    if (item.is !== 'canon') return false
    return item.canon === 'async' || ('options' in item && item.options.async)
  })

/** Returns the ranges of the core modules at the top level of the component, in file order. */
export const coreModuleRanges = (items: readonly Item[]): (readonly [start: number, end: number])[] =>
  items.flatMap((item) => (item.is === 'core module' ? [[item.start, item.end] as const] : []))

/** Returns the ranges of all core modules in the component, in file order, with those of the components inside it. */
export const allModuleRanges = (items: readonly Item[]): (readonly [start: number, end: number])[] =>
  items.flatMap((item) => {
    if (item.is === 'component') return allModuleRanges(item.items)
    return item.is === 'core module' ? [[item.start, item.end] as const] : []
  })

/** Reads the core modules at the top level. Throws the errors of `readModule`. */
export const readCoreModules = (bytes: Uint8Array, items: readonly Item[]): CoreModule[] =>
  coreModuleRanges(items).map((range) => readIn(bytes, range)[1])

/** Reads all core modules in the component, with those of the components inside it. Throws the errors of `readModule`. */
export const readAllModules = (bytes: Uint8Array, items: readonly Item[]): (readonly [bytes: Uint8Array, module: CoreModule])[] =>
  allModuleRanges(items).map((range) => readIn(bytes, range))

function readIn(bytes: Uint8Array, [start, end]: readonly [number, number]): readonly [bytes: Uint8Array, module: CoreModule] {
  const module = bytes.subarray(start, end)
  if (isModule(module)) return [module, readModule(module)]
  throw new Reader(bytes, 0, undefined, 'component').malformed('a core module section without a core module', start)
}
