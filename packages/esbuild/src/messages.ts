import type { UnwasiError } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'
import { leftOut, namedExportsError, type LeftOut } from '@unwasi/unplugin'
import type { Message, OnEndResult, PartialMessage } from 'esbuild'

export function toMessage(error: UnwasiError): PartialMessage {
  const text = error.file === undefined ? error.headline : `${oneLine(error.file)}: ${error.headline}`
  return { text, notes: [{ text: `why: ${error.why}` }, ...remedy(error)], detail: error }
}

/** One message for each error of a compiler, which esbuild shows with its place; otherwise the error itself. */
export function toMessages(error: UnwasiError): PartialMessage[] {
  const [first, ...others] = error.diagnostics.map(({ message, file, line, column = 1, lineText }): PartialMessage => {
    if (file === undefined || line === undefined) return { text: message }
    // esbuild counts bytes, from 0.
    const bytes = lineText === undefined ? column - 1 : Buffer.byteLength(lineText.slice(0, column - 1))
    return { text: message, location: { file, line, column: bytes, ...(lineText !== undefined && { lineText }) } }
  })
  if (first === undefined) return [toMessage(error)]
  return [{ ...first, notes: remedy(error), detail: error }, ...others]
}

const remedy = ({ fix, see }: UnwasiError): { text: string }[] => [{ text: `fix: ${fix}` }, { text: `see: ${see}` }]

/**
 * Returns an error for each of esbuild's messages about an export that is missing because `format` has no top-level await.
 * @param libraries the libraries, by the names of their modules in messages
 */
export function leftOutErrors(
  messages: readonly Message[],
  libraries: ReadonlyMap<string, LeftOut>,
  format: string,
): OnEndResult {
  const errors = messages.flatMap(({ text, location }) => {
    const found = leftOut(text, libraries)
    return found === undefined ? [] : [{ ...toMessage(namedExportsError(found.request, format, [found.name])), location }]
  })
  return { errors }
}
