import type { Classified, ModuleFacts } from '../classify/facts.js'
import { refuseNames } from '../classify/component.js'
import { list } from '../classify/names.js'
import { worldExports } from '../classify/world.js'
import { UnwasiError } from '../errors.js'

/** The interfaces that a program imports from its world. `[export]…` has the functions for its own resources, `$root` those of no interface. */
const importsOf = (foreign: ModuleFacts['foreign']): string[] => [
  ...new Set(
    foreign
      .filter((entry) => !entry.module.startsWith('[export]'))
      .map((entry) => (entry.module === '$root' ? entry.name : entry.module)),
  ),
]

/** Returns the refusal of a module whose embedded world has interfaces that JavaScript must provide. `transpile` also lists their functions. */
export function ungivenWorld(classified: Classified): UnwasiError | undefined {
  if (classified.kind === 'component' || classified.kind === 'refused' || !classified.typed) return undefined
  const names = importsOf(classified.foreign).filter((name) => !name.startsWith('wasi:'))
  if (names.length === 0) return undefined
  return new UnwasiError({
    code: 'UNKNOWN_IMPORT',
    headline: `the program imports interfaces that unwasi does not provide (${list(names)})`,
    why: 'unwasi provides WASI 0.2. These interfaces are not part of WASI, so JavaScript has to provide them.',
    fix: 'Name files for them in the plugin option `imports` or with `--import NAME=FILE`. Without them, `unwasi transpile` prints the functions to write.',
  })
}

/** Returns the refusal of a library with an embedded world whose names glue can't contain. A program needs no glue to run. */
export function ungluedWorld(classified: Classified): UnwasiError | undefined {
  if (classified.kind !== 'reactor' || !classified.typed) return undefined
  try {
    refuseNames([classified.module])
    return undefined
  } catch (error) {
    if (error instanceof UnwasiError) return error
    throw error
  }
}

/** Names what belongs to the world that is embedded in a module: interfaces, and functions that are in none. */
export function worldNote({ module, foreign }: ModuleFacts): string {
  const exported = worldExports(module)
    .filter((name) => !name.startsWith('cabi_post_'))
    .map((name) => name.replace(/#.*$/, ''))
  const imported = importsOf(foreign)
  const parts = [
    ...(exported.length > 0 ? [`exports ${list([...new Set(exported)])}`] : []),
    ...(imported.length > 0 ? [`imports ${list(imported)}`] : []),
  ]
  return `It has an embedded world: it ${parts.join(' and ')}. It is used as a component.`
}
