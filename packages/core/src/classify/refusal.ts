import { UnwasiError } from '../errors.js'
import type { Classified } from './facts.js'
import { fullNames } from './names.js'

/**
 * Why `transpile` can't take something that was recognised, if it can't. It knows how far conversion reaches, so that
 * `inspect` promises what `transpile` keeps.
 */
export function refusalOf(classified: Classified): UnwasiError | undefined {
  if (classified.kind === 'refused') return classified.error
  if (classified.kind === 'component') return undefined
  if (classified.foreign.length === 0) return undefined
  return new UnwasiError({
    code: 'UNSUPPORTED',
    headline: `the program imports component interfaces beside preview1 (${fullNames(classified.foreign)})`,
    why: 'It was built with wit-bindgen against a WIT world of its own, and a preview1 program is not given its imports.',
    fix: 'Build it without wit-bindgen imports, or as a component (`wasm-tools component new`) for a component host.',
  })
}
