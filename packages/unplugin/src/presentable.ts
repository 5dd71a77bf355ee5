import { UnwasiError } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'

/**
 * `error`, as bundlers should print it: they print the stack, if there is one, and ours says nothing to users.
 * @param importer who imports the guest, where the bundler does not say so itself
 */
export function presentable(error: unknown, importer?: string): unknown {
  if (!(error instanceof UnwasiError)) return error
  if (importer !== undefined) error.message += `\n  imported by: ${oneLine(importer)}`
  error.stack = `${error.name}: ${error.message}`
  return error
}
