import type { ModuleFacts } from '../classify/facts.js'
import { list } from '../classify/names.js'
import { worldExports } from '../classify/world.js'

/** Names what belongs to the world that is embedded in a module: interfaces, and functions that are in none. */
export function worldNote({ module, foreign }: ModuleFacts): string {
  const exported = worldExports(module)
    .filter((name) => !name.startsWith('cabi_post_'))
    .map((name) => name.replace(/#.*$/, ''))
  // `[export]…` holds the functions that make and drop the program's own resources, and `$root` has functions without interface.
  const imported = foreign
    .filter((entry) => !entry.module.startsWith('[export]'))
    .map((entry) => (entry.module === '$root' ? entry.name : entry.module))
  const parts = [
    ...(exported.length > 0 ? [`exports ${list([...new Set(exported)])}`] : []),
    ...(imported.length > 0 ? [`imports ${list([...new Set(imported)])}`] : []),
  ]
  return `It has an embedded world: it ${parts.join(' and ')}. It is used as a component.`
}
