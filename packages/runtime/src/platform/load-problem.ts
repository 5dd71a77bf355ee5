import { failure, shorten } from '../errors/problem.js'

/** The error for a file at the URL `source` that could not be fetched, or has the wrong content. */
export const loadProblem = (source: unknown, why: string, cause?: unknown): Error =>
  failure(
    'LOAD',
    `could not load ${shorten(String(source))}`,
    why,
    'Check that the file was deployed with the code, unchanged, or import it with ?component&inline.',
    cause,
  )
