import type { Item } from '../read/component/items.js'
import { canon } from './canon.js'
import type { CoreInstances } from './core-instances.js'
import type { Spaces } from './definitions.js'

/** Adds what `item` defines with core WebAssembly. Returns `false` for an item of another kind. */
export function defineCore(item: Item, spaces: Spaces, cores: CoreInstances, command: boolean): boolean {
  switch (item.is) {
    case 'core module':
      cores.addModule(item)
      return true
    case 'core instance':
      cores.instantiate(item)
      return true
    case 'core exports':
      cores.select(item)
      return true
    case 'canon':
      canon(item, spaces, item.at, command)
      return true
    case 'alias':
      if (item.sort !== undefined) return false
      cores.alias(item)
      return true
    default:
      return false
  }
}
