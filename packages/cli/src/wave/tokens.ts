// WAVE is the text form of component values that wasmtime takes and prints.
// https://github.com/bytecodealliance/wasm-tools/tree/main/crates/wasm-wave

export interface Token {
  readonly is: 'mark' | 'number' | 'label' | 'char' | 'string' | 'end'
  readonly text: string
}

/** The error for text that is not WAVE, or not a value of the type that is needed. */
export class WaveError extends Error {
  override readonly name = 'WaveError'
}

const ESCAPE = String.raw`\\['"tnr\\]|\\u\{[0-9a-fA-F]{1,6}\}`

const SKIPPED = /(?:[ \t\n\r]+|\/\/[^\n]*)*/y
/** The form of each kind of token. Three quotes come before two. */
const FORMS: readonly (readonly [is: Token['is'], form: RegExp])[] = [
  ['mark', /[{}()[\]:,]/y],
  ['number', /-inf|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y],
  ['label', /%?(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-(?:[a-z0-9]+|[A-Z0-9]+))*/y],
  ['char', new RegExp(String.raw`'(?:[^\\'\n]|${ESCAPE})'`, 'uy')],
  ['string', /"""[^]*?"""/y],
  ['string', new RegExp(String.raw`"(?:[^\\"\n]|${ESCAPE})*"`, 'uy')],
]

/** Splits WAVE into tokens. The last one is the `end`. */
export function tokens(source: string): Token[] {
  const found: Token[] = []
  const match = (form: RegExp, at: number): string | undefined => {
    form.lastIndex = at
    return form.exec(source)?.[0]
  }
  let at = match(SKIPPED, 0)!.length
  while (at < source.length) {
    const token = tokenAt(source.slice(at), (form) => match(form, at))
    found.push(token)
    at += token.text.length
    at += match(SKIPPED, at)!.length
  }
  return [...found, { is: 'end', text: '' }]
}

function tokenAt(rest: string, match: (form: RegExp) => string | undefined): Token {
  for (const [is, form] of FORMS) {
    const text = match(form)
    if (text !== undefined) return { is, text }
  }
  const what = rest.startsWith('"') ? 'a complete string' : rest.startsWith("'") ? 'a character' : 'a value'
  throw new WaveError(`${shortened(rest)} is not ${what}`)
}

/** Text of the user's for a message. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

/** Returns the text that a character or string in quotes stands for. */
export const unquoted = ({ text }: Token): string => unescaped(text.startsWith('"""') ? dedented(text) : text.slice(1, -1))

const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' }

const unescaped = (text: string): string =>
  text.replaceAll(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|(["'\\tnr])|.?)/gu,
    (escape, code: string | undefined, letter: string | undefined) => {
      if (letter !== undefined) return CONTROLS[letter] ?? letter
      const point = Number.parseInt(code ?? '', 16)
      const isCharacter = point < 0xd800 || (point > 0xdfff && point <= 0x10ffff)
      if (!isCharacter) throw new WaveError(`${escape} in a string or character stands for nothing`)
      return String.fromCodePoint(point)
    },
  )

/** Returns the lines of a string in triple quotes, without the indentation of its last line. */
function dedented(text: string): string {
  const [, inner = '', indent] = /^"""\r?(?:\n([^]*?)\r?)?\n( *)"""$/.exec(text) ?? []
  if (indent === undefined)
    throw new WaveError(
      'a string in triple quotes must begin and end with a line break, and only spaces may precede the last quotes',
    )
  return inner
    .split(/\r?\n/)
    .map((line) => {
      if (!line.startsWith(indent))
        throw new WaveError('a line of a string in triple quotes is indented less than the last quotes')
      return line.slice(indent.length)
    })
    .join('\n')
}
