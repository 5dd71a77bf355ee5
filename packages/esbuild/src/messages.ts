import type { UnwasiError } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'
import { namedExportsError, type Request } from '@unwasi/unplugin'
import type { Message, OnEndResult, PartialMessage } from 'esbuild'

export function toMessage(error: UnwasiError): PartialMessage {
  const text = error.file === undefined ? error.headline : `${oneLine(error.file)}: ${error.headline}`
  return { text, notes: [{ text: `why: ${error.why}` }, { text: `fix: ${error.fix}` }], detail: error }
}

/** A library whose named exports were left out. */
export interface LeftOut {
  request: Request
  names: readonly string[]
}

const forms = [
  /^No matching export in "(?<file>.*)" for import "(?<name>.*)"$/,
  /^Import "(?<name>.*)" will always be undefined because there is no matching export in "(?<file>.*)"/,
]

/**
 * An error beside each of esbuild's messages about an export that is missing since `format` has no top-level await. esbuild says so in one
 * of two ways: a warning for members of `import * as`, which would be undefined.
 * @param libraries by what esbuild calls their modules
 */
export function leftOutErrors(
  messages: readonly Message[],
  libraries: ReadonlyMap<string, LeftOut>,
  format: string,
): OnEndResult {
  const errors = messages.flatMap(({ text, location }) => {
    const { file = '', name = '' } = forms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined) ?? {}
    const library = libraries.get(file)
    if (library === undefined || !library.names.includes(name)) return []
    return [{ ...toMessage(namedExportsError(library.request, format, [name])), location }]
  })
  return { errors }
}
