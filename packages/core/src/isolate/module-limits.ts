import type { ModuleFacts } from '../classify/facts.js'
import { noMemory } from '../classify/memory.js'
import { fullNames } from '../classify/names.js'
import { UnwasiError } from '../errors.js'

/** Returns why a preview1 module can't become a component, whatever it exports. */
export function moduleRefusal({ given, functions, memory, module }: ModuleFacts): UnwasiError | undefined {
  if (given.length > 0) {
    return new UnwasiError({
      code: 'UNSUPPORTED',
      headline: `the program imports functions from JavaScript (${fullNames(given)})`,
      why: 'A component of a preview1 program can import WASI only.',
      fix: "Import it as an ES module, without `host: 'preview2'` and `&preview2`, or build it without these imports.",
    })
  }
  return functions.length > 0 && memory === undefined ? noMemory(module) : undefined
}
