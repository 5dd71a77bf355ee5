import type { Item } from '../read/component/items.js'
import { surrogateOf } from './assemble.js'
import type { WorldProfile } from './profile.js'

/**
 * Returns the lowered functions that the surrogate imports from the world. The surrogate gets most of them from wit-component's
 * shim, whose table the fixup fills: its arguments are the lowered functions, under the names that they have in the shim.
 */
export function loweredForWorld(items: readonly Item[], { imports }: WorldProfile): Set<Item> {
  const instances = items.filter((item) => item.is === 'core instance' || item.is === 'core exports')
  const functions = items.filter(
    (item) => (item.is === 'alias' && item.core === 'func') || (item.is === 'canon' && item.canon !== 'lift'),
  )
  const exportsOf = (index: number | undefined) => {
    const found = index === undefined ? undefined : instances[index]
    return found?.is === 'core exports' ? found.exports : []
  }
  const surrogate = instances[surrogateOf(items)]
  const args = surrogate?.is === 'core instance' ? surrogate.args : []
  // The fixup is the last instance that wit-component makes.
  const fixup = instances.findLast((instance) => instance.is === 'core instance')
  const fixed = fixup?.is === 'core instance' ? fixup.args.flatMap(({ index }) => exportsOf(index)) : []
  const lowered = new Set<Item>()
  for (const { module, name } of imports) {
    const given = exportsOf(args.find((arg) => arg.name === module)?.index).find((entry) => entry.name === name)
    const direct = given && functions[given.index]
    const shim = direct?.is === 'alias' && direct.from === 'core export' ? direct.name : undefined
    const behind = shim === undefined ? undefined : fixed.find((entry) => entry.name === shim && entry.sort === 'func')
    const found = shim === undefined ? direct : behind && functions[behind.index]
    if (found?.is !== 'canon') throw new Error(`the component does not lower ${module}#${name}`)
    lowered.add(found)
  }
  return lowered
}
