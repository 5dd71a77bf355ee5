import { failure } from '../errors/problem.js'

/**
 * The format of the data that emitted modules pass to `command` and `reactor`. A change that the other side would misread needs
 * the next number, here and in core (packages/core/src/emit/format.ts).
 */
const FORMAT = 2

/** In format 1 components name no parts of the host, and a runtime that adds them all would have them in every bundle. */
const FIRST_OF_COMPONENTS = 2

/** Throws unless this runtime can read `format`: the current one and the one before. */
export const checkFormat = (name: string, format: number, isComponent: boolean): void => {
  const oldest = Math.max(FORMAT - 1, isComponent ? FIRST_OF_COMPONENTS : 1)
  if (format === FORMAT || format === oldest) return
  const newer = format > FORMAT
  throw failure(
    'MISMATCH',
    `${name} was built for ${newer ? 'a newer' : 'an older'} @unwasi/runtime`,
    `Its module uses format ${format}, but this runtime supports ${oldest < FORMAT ? `${oldest} and ` : ''}${FORMAT}.`,
    newer ? 'Update @unwasi/runtime, which is older than the module.' : 'Rebuild the module with the current unwasi.',
  )
}
