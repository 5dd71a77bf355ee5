/** Comments, strings, numbers and words of Go and of TypeScript. A string or comment that is not closed goes on as far as it may. */
const TOKEN =
  /(?<comment>\/\/.*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?)|(?<number>\b\d[\w.]*)|(?<word>[\p{L}_$][\p{L}\d_$]*)/gu

/** The text as nodes: comments, strings, numbers, keywords and names that begin with a capital have elements with a class. */
export function coloured(text: string, keywords: ReadonlySet<string>): (string | Node)[] {
  const parts: (string | Node)[] = []
  let done = 0
  for (const { 0: token, index, groups = {} } of text.matchAll(TOKEN)) {
    const kind = groups['word'] === undefined ? kinds.find((kind) => groups[kind] !== undefined) : kindOf(token, keywords)
    if (kind === undefined) continue
    const part = document.createElement('span')
    part.className = kind
    part.textContent = token
    parts.push(text.slice(done, index), part)
    done = index + token.length
  }
  return [...parts, text.slice(done)]
}

/** Replaces what is in an element. A long text has more parts than a call may have arguments. */
export function fill(element: HTMLElement, parts: readonly (string | Node)[]): void {
  const fragment = document.createDocumentFragment()
  for (const part of parts) fragment.append(part)
  element.replaceChildren(fragment)
}

const kinds = ['comment', 'string', 'number']

function kindOf(word: string, keywords: ReadonlySet<string>): string | undefined {
  if (keywords.has(word)) return 'keyword'
  return /^\p{Lu}/u.test(word) ? 'type' : undefined
}
