import { isRunError } from '@unwasi/runtime'

import type { Problem } from './types.js'

/** An error for people. Only those of the runtime have a code. */
export function problemOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error)
  return { code: isRunError(error) ? error.code : 'ERROR', message }
}
