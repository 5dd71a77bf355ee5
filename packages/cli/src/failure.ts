import { lines, oneLine } from '@unwasi/core/text'
import picocolors from 'picocolors'

import { isReport, RunError, UsageError } from './errors.js'

const colors = picocolors.createColors(process.stderr.isTTY ? picocolors.isColorSupported : 'FORCE_COLOR' in process.env)

/** Prints why a command failed, and returns the exit code. Throws errors that are bugs. */
export async function reportFailure(error: unknown): Promise<number> {
  if (error instanceof UsageError) {
    console.error(`${colors.red('error:')} ${oneLine(error.message)}`)
    console.error(`try 'unwasi ${error.command === undefined ? '' : `${error.command} `}--help'`)
    return 2
  }
  if (error instanceof RunError) {
    console.error(`${colors.red('error:')} ${lines(error.message)}`)
    return 1
  }
  if (!isReport(error)) throw error
  console.error(`${colors.red('error:')} ${oneLine(`${error.file === undefined ? '' : `${error.file}: `}${error.headline}`)}`)
  const [first] = error.diagnostics ?? []
  if (first !== undefined) console.error((await import('@unwasi/toolchains/frame')).frameOf(first))
  console.error(`  ${colors.bold('why:')} ${lines(error.why)}`)
  console.error(`  ${colors.bold('fix:')} ${lines(error.fix)}`)
  if (error.see !== undefined) console.error(`  ${colors.bold('see:')} ${error.see}`)
  return 1
}
