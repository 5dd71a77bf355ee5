import { decode } from './component/decode.js'
import type { Declaration, Item } from './component/items.js'
import { readModule } from './core-module.js'
import { isModule } from './header.js'
import { Reader } from './reader.js'
import type { Section } from './sections.js'
import type { CoreModule } from './shapes.js'

/** What a component is and what it asks for. */
export interface Component {
  sections: Section[]
  items: readonly Item[]
  /** Names of the imports, `wasi:cli/environment@0.2.12`, without those of types alone, which ask nobody for anything. */
  imports: string[]
  exports: string[]
  /** Core modules at the top level. */
  coreModules: number
  /** Components nested directly in this one. */
  components: number
  /** Whether a component inside has core modules: it is composed of several programs. */
  composed: boolean
  /** Whether it, or a component inside, uses the async canonical ABI, which came with WASI 0.3. */
  async: boolean
}

/** Reads a component. Raises `NOT_WASM`, `NOT_A_COMPONENT` (a core module), `TRUNCATED`, `MALFORMED` or `UNSUPPORTED`. */
export function readComponent(bytes: Uint8Array): Component {
  const { sections, items } = decode(bytes)
  const found: Component = {
    sections,
    items,
    imports: [],
    exports: [],
    coreModules: 0,
    components: 0,
    composed: false,
    async: usesAsync(items),
  }
  /** The types so far: whether each is an instance's that has types only. */
  const types: boolean[] = []
  for (const item of items) {
    if (item.is === 'core module') found.coreModules++
    else if (item.is === 'component') {
      found.components++
      found.composed ||= hasCoreModules(item.items)
    } else if (item.is === 'type') types.push(item.type.is === 'instance' && item.type.declarations.every(isOfTypes))
    else if (item.is === 'alias' && item.sort === 'type') types.push(false)
    else if (item.is === 'import') {
      const { type } = item
      if (type.sort === 'type') types.push(false)
      const typesOnly = type.sort === 'type' ? type.equal !== undefined : type.sort === 'instance' && types[type.type]
      if (!typesOnly) found.imports.push(item.name)
    } else if (item.is === 'export') {
      found.exports.push(item.name)
      if (item.of.sort === 'type') types.push(false)
    }
  }
  return found
}

/** Whether a declaration adds types, and those known elsewhere. All else has to come from somewhere. */
const isOfTypes = (declaration: Declaration): boolean =>
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

/** Where the core modules at the top level lie in the component, in file order. */
export const coreModuleRanges = (items: readonly Item[]): (readonly [start: number, end: number])[] =>
  items.flatMap((item) => (item.is === 'core module' ? [[item.start, item.end] as const] : []))

/** Reads these core modules. Raises what `readModule` does. */
export const readCoreModules = (bytes: Uint8Array, items: readonly Item[]): CoreModule[] =>
  coreModuleRanges(items).map(([start, end]) => {
    const module = bytes.subarray(start, end)
    if (isModule(module)) return readModule(module)
    throw new Reader(bytes, 0, undefined, 'component').malformed('a core module section without a core module', start)
  })
