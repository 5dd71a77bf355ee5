import { UnwasiError } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'

/**
 * `error` in the form that bundlers should print. They print the stack if there is one, and our stack does not help users.
 * @param importer the module that imports the guest, for bundlers that do not name it themselves
 */
export function presentable(error: unknown, importer?: string): unknown {
  if (!(error instanceof UnwasiError)) return error
  if (importer !== undefined) error.message += `\n  imported by: ${oneLine(importer)}`
  error.stack = `${error.name}: ${error.message}`
  return error
}
