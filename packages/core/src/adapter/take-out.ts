import { applyEdits, withRenamedImports, type Edits, type Parts } from '../guest-edits.js'
import { PREVIEW1 } from '../preview1/table.js'
import { coreModuleRanges, type Component } from '../read/component.js'
import type { CoreModule } from '../read/shapes.js'
import { concat, flatten, leb, name, vec } from '../wasm/encode.js'
import { KIND, SECTION } from '../wasm/format.js'
import type { Renamed } from './number-exports.js'
import { originalName, type Wrapped } from './wrapped.js'

/**
 * Returns the program of a component as the preview1 module that it was. wit-component keeps it byte for byte, except that it
 * renames imports that occur more than once. A library gets the names that its functions have in JavaScript.
 */
export function takeOut(bytes: Uint8Array, { items }: Component, { main, modules, program }: Wrapped): Uint8Array {
  const range = coreModuleRanges(items)[main]
  const module = modules[main]
  if (range === undefined || module === undefined) throw new Error('a wrapped program is not a core module of its component')
  const own = bytes.subarray(...range)
  const edits = new Map([...withOriginalImports(own, module), ...withExports(module, program?.exports)])
  return edits.size === 0 ? own : concat(applyEdits(own, module, edits))
}

function withOriginalImports(bytes: Uint8Array, module: CoreModule): Edits {
  const renamed = module.imports.filter((entry) => entry.module === PREVIEW1 && originalName(entry.name) !== entry.name)
  return withRenamedImports(bytes, module, new Map(renamed.map((entry) => [entry, originalName(entry.name)])))
}

/** Leaves only the memory, `_initialize` and the exports in `kept`, under their names in JavaScript. */
function withExports({ sections, exports }: CoreModule, kept: readonly Renamed[] | undefined): Edits {
  const section = sections.find(({ id }) => id === SECTION.export)
  if (kept === undefined || section === undefined) return new Map()
  const names = new Map<string, string>([['memory', 'memory'], ['_initialize', '_initialize'], ...kept])
  const entries = exports.flatMap((entry) => {
    const as = names.get(entry.name)
    return as === undefined ? [] : [[name(as), KIND[entry.kind], leb(entry.index)]]
  })
  return new Map<typeof section, Parts>([[section, [Uint8Array.from(flatten(vec(entries)))]]])
}
