import { classify } from '../classify.js'
import { componentizeParts } from '../componentize.js'
import { UnwasiError } from '../errors.js'
import { inspect, type InspectOptions } from '../inspect.js'
import { isProvided } from '../imports/declared.js'
import type { Inspection } from './inspection.js'

export interface WholeInspectOptions extends InspectOptions {
  /** Where results are cached, as for `transpile`. */
  cache?: string | false | undefined
}

/**
 * Inspects a file as `inspect` does. For a program with an embedded world, it also makes the component, because only wit-component
 * can tell whether the program and its world agree. This can take a second.
 */
export async function inspectWhole(bytes: Uint8Array, options: WholeInspectOptions = {}): Promise<Inspection> {
  const { file, cache } = options
  const found = inspect(bytes, { file })
  const classified = classify(bytes, { file, provided: (entry) => isProvided(entry) })
  if (classified.kind === 'refused' || classified.kind === 'component' || !classified.typed) return found
  try {
    await componentizeParts(bytes, { ...(file !== undefined && { file }), ...(cache !== undefined && { cache }) })
    return found
  } catch (error) {
    if (!(error instanceof UnwasiError)) throw error
    const { code, headline, why, fix, see } = error
    return { ...found, converts: false, refusal: { code, headline, why, fix, see } }
  }
}
