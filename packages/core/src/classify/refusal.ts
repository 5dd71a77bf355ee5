import { UnwasiError } from '../errors.js'
import type { Classified } from './facts.js'
import { fullNames } from './names.js'

/**
 * Returns why `transpile` can't convert a classified file, if it can't. `inspect` uses it too, so that it promises no more than
 * `transpile` can do.
 */
export function refusalOf(classified: Classified): UnwasiError | undefined {
  if (classified.kind === 'refused') return classified.error
  if (classified.kind === 'component') return undefined
  if (classified.foreign.length === 0) return undefined
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the program imports component interfaces in addition to preview1 (${fullNames(classified.foreign)})`,
    why: 'The program was built with wit-bindgen for a custom WIT world, but unwasi provides a preview1 program with preview1 imports only.',
    fix: 'Build it without wit-bindgen imports, or make it a component (`wasm-tools component new`) and run it in a component host.',
  })
}
