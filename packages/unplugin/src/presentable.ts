import { UnwasiError } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'
import { frameOf } from '@unwasi/toolchains/frame'

/**
 * `error` in the form that bundlers should print. They print the stack if there is one, and our stack does not help users.
 * @param importer the module that imports the guest, for bundlers that do not name it themselves
 */
export function presentable(error: unknown, importer?: string): unknown {
  if (!(error instanceof UnwasiError)) return error
  if (importer !== undefined) error.message += `\n  imported by: ${oneLine(importer)}`
  error.stack = `${error.name}: ${error.message}`
  const [first] = error.diagnostics
  // The place of a compiler's error, as Rollup has it: Vite's overlay shows it, and opens the editor there.
  if (first?.file !== undefined && first.line !== undefined) {
    const { file, line, column = 1, lineText } = first
    Object.assign(error, { id: file, loc: { file, line, column } })
    if (lineText !== undefined) Object.assign(error, { frame: frameOf(first) })
  }
  return error
}

/** `presentable` for bundlers that print nothing but the message, which then ends with the line in question. */
export function presentableText(error: unknown, importer?: string): unknown {
  if (error instanceof UnwasiError) addFrame(error)
  return presentable(error, importer)
}

/** Adds the line that a compiler complains about to the message. */
export function addFrame(error: UnwasiError): void {
  const [first] = error.diagnostics
  const frame = first === undefined ? '' : frameOf(first)
  if (frame !== '') error.message += `\n${frame}`
}
