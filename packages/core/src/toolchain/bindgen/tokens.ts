/** Spaces and comments, and then a token. The glue has no regular expressions, so a slash outside of comments is an operator. */
const TOKEN = /(?:\s+|\/\/.*|\/\*[^]*?\*\/)*([\w$]+|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|[^]|$)/y
/** The text of a template literal, up to its end or its next expression. */
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y

const OPENING: ReadonlySet<string> = new Set(['(', '[', '{'])
const CLOSING: ReadonlySet<string> = new Set([')', ']', '}'])

export interface Token {
  readonly text: string
  readonly at: number
  /** The number of brackets that are open after an opening bracket, and before a closing one. */
  readonly depth: number
}

/** Reads `code` into tokens, without spaces and comments. A template literal is one token for each part of its text. */
export function tokens(code: string): Token[] {
  const found: Token[] = []
  /** For each open bracket, whether it is the `${` of a template literal. */
  const open: boolean[] = []
  let at = 0
  const next = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const match = pattern.exec(code)
    if (match === null) throw new Error('The glue has a template literal without an end.')
    at = pattern.lastIndex
    return match[1] ?? match[0]
  }
  for (let text = next(TOKEN); text !== ''; text = next(TOKEN)) {
    const start = at - text.length
    const depth = open.length
    const template = text === '`' || (CLOSING.has(text) && open.pop())
    if (template) text += next(TEMPLATE)
    if (template ? text.endsWith('${') : OPENING.has(text)) open.push(Boolean(template))
    found.push({ text, at: start, depth: Math.max(depth, open.length) })
  }
  if (open.length > 0) throw new Error('The glue has a bracket without an end.')
  return found
}

/** The index of the bracket that closes the one at `open`. */
export function closing(all: readonly Token[], open: number): number {
  const { depth } = all[open]!
  let end = open + 1
  while (all[end]!.depth !== depth || !/[)\]}]$/.test(all[end]!.text)) end++
  return end
}

/** The index after the `;` that ends the statement at `from`. */
export function afterStatement(all: readonly Token[], from: number): number {
  const { depth } = all[from]!
  let end = from
  while (all[end]!.text !== ';' || all[end]!.depth !== depth) end++
  return end + 1
}

const STATEMENT_ENDS: ReadonlySet<string> = new Set([';', '{', '}'])

/** Whether a statement begins after the token at `index`. */
export const endsStatement = (all: readonly Token[], index: number): boolean => STATEMENT_ENDS.has(all[index]?.text ?? '')
