import { failure } from '../errors/problem.js'

/**
 * The form of what emitted modules pass to `command` and `reactor`. A change that the other side would misread gives it the next number,
 * here and in core (packages/core/src/emit/format.ts).
 */
const FORMAT = 1

/** Raises unless this runtime can read what says that it has that format: this one, or the one before. */
export const checkFormat = (name: string, format: number): void => {
  if (format === FORMAT || format === FORMAT - 1) return
  const newer = format > FORMAT
  throw failure(
    'MISMATCH',
    `${name} was built for ${newer ? 'a newer' : 'an older'} @unwasi/runtime`,
    `its module has format ${format}, and this runtime reads ${FORMAT - 1} and ${FORMAT}`,
    newer
      ? 'update @unwasi/runtime, which is the older side'
      : 'build the module again with the current unwasi: it is the older side',
  )
}
