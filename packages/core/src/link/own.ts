import type { Argument, Item } from '../read/component/items.js'
import { CoreInstances } from './core-instances.js'
import { defineCore } from './core-items.js'
import { define } from './declare.js'
import type { Definition, DefinitionOf, Exports, Spaces } from './definitions.js'
import { checkName, invalid, quoted, unknownShape } from './problems.js'

// This module resolves what a component defines itself: its types, its instances and the components inside it.

/** Adds what `item` defines to `spaces`. Returns `false` for an item of another kind. */
export function defineOwn(item: Item, spaces: Spaces): boolean {
  const { at } = item
  switch (item.is) {
    case 'type':
      spaces.add({ sort: 'type', type: define(item.type, spaces, at) })
      return true
    case 'component':
      spaces.add({ sort: 'component', items: item.items, scope: spaces.scope() })
      return true
    case 'instance': {
      const component = spaces.get('component', item.component, at)
      spaces.add({ sort: 'instance', exports: instantiate(component, named(item.args, spaces), at) })
      return true
    }
    case 'exports':
      spaces.add({ sort: 'instance', exports: named(item.exports, spaces) })
      return true
    case 'alias':
      if (item.sort === undefined) return false
      spaces.add(spaces.aliased(item))
      return true
    default:
      return false
  }
}

/** Adds an exported definition to `exports`, and once more to `spaces`. */
export function exportOwn(item: Extract<Item, { is: 'export' }>, spaces: Spaces, exports: Map<string, Definition>): Definition {
  const found = indexed({ at: item.at, name: item.name, of: item.of }, spaces)
  checkName(item.name)
  spaces.name(exports, item.name, found, item.at)
  spaces.add(found)
  return found
}

function indexed({ of: { sort, index }, at }: Argument, spaces: Spaces): Definition {
  if (sort === undefined) throw unknownShape('it passes core modules on')
  return spaces.get(sort, index, at)
}

function named(args: readonly Argument[], spaces: Spaces): Exports {
  const all = new Map<string, Definition>()
  for (const arg of args) {
    spaces.context.step(arg.at)
    spaces.name(all, arg.name, indexed(arg, spaces), arg.at)
  }
  return all
}

/** Returns the exports of an instance of a nested component. */
function instantiate({ items, scope }: DefinitionOf<'component'>, args: Exports, at: number): Exports {
  if (items === undefined) throw unknownShape('it instantiates a component that it imports')
  const { context } = scope.spaces
  return context.deeper(at, () => {
    const spaces = scope.spaces.inside(scope)
    const cores = new CoreInstances(spaces)
    const exports = new Map<string, Definition>()
    const imports = new Map<string, Definition>()
    for (const item of items) {
      context.step(item.at)
      if (item.is === 'export') exportOwn(item, spaces, exports)
      else if (item.is === 'import') {
        const found = args.get(item.name)
        if (found?.sort !== item.type.sort) {
          throw invalid(`a component inside it needs the ${item.type.sort} ${quoted(item.name)}, but is not given it`)
        }
        spaces.name(imports, item.name, found, item.at)
        spaces.add(found)
      } else if (!defineOwn(item, spaces) && (context.planned || !defineCore(item, spaces, cores, false))) {
        throw unknownShape('a component inside it has its own code')
      }
    }
    return exports
  })
}
