import { failure, shorten } from '../errors/problem.js'

/** The file at `source` did not arrive, or is not what it should be. */
export const loadProblem = (source: string | URL, why: string, cause?: unknown): Error =>
  failure(
    'LOAD',
    `could not load ${shorten(String(source))}`,
    why,
    'check that the file is deployed with the code, as it is',
    cause,
  )
