import { failure } from '../errors/problem.js'

/**
 * The format of the data that emitted modules pass to `command` and `reactor`. A change that the other side would misread needs
 * the next number, here and in core (packages/core/src/emit/format.ts).
 */
const FORMAT = 2

/** Throws unless this runtime can read `format`: the current one and the one before. */
export const checkFormat = (name: string, format: number): void => {
  if (format === FORMAT || format === FORMAT - 1) return
  const newer = format > FORMAT
  throw failure(
    'MISMATCH',
    `${name} was built for ${newer ? 'a newer' : 'an older'} @unwasi/runtime`,
    `Its module uses format ${format}, but this runtime supports ${FORMAT - 1} and ${FORMAT}.`,
    newer ? 'Update @unwasi/runtime, which is older than the module.' : 'Rebuild the module with the current unwasi.',
  )
}
