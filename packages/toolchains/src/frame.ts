import type { Diagnostic } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'

/** The line in question with a mark below it, as people know it from compilers. */
export function frameOf({ line, column = 1, lineText }: Diagnostic): string {
  if (line === undefined || lineText === undefined || lineText.length > 1_000) return ''
  const number = `${line} | `
  const gap = lineText.slice(0, column - 1).replaceAll(/[^\t]/g, ' ')
  return `${number}${oneLine(lineText.replaceAll('\t', '    '))}\n${' '.repeat(number.length - 2)}| ${gap.replaceAll('\t', '    ')}^`
}
