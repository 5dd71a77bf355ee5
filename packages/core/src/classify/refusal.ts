import type { UnwasiError } from '../errors.js'
import type { Classified } from './facts.js'

/**
 * Returns why `transpile` can't convert a classified file, if it can't. `inspect` uses it too, so that it promises no more than
 * `transpile` can do.
 */
export function refusalOf(classified: Classified): UnwasiError | undefined {
  if (classified.kind === 'refused') return classified.error
  return undefined
}
