// Splits a line into words as a POSIX shell does, without expansions.

export interface Words {
  words: string[]
  /** What is wrong, if a quote is not closed. `words` then has what could be read. */
  problem?: string
}

export function splitWords(line: string): Words {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at)
    if (quote === "'") {
      if (char === quote) quote = ''
      else word += char
    } else if (char === '\\' && at + 1 < line.length && (quote === '' || '"\\$`\n'.includes(line.charAt(at + 1)))) {
      at++
      // A line that ends with a backslash continues on the next one.
      if (line.charAt(at) !== '\n') word = (word ?? '') + line.charAt(at)
    } else if (quote === '"') {
      if (char === quote) quote = ''
      else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + char
    }
  }
  if (word !== undefined) words.push(word)
  return quote === '' ? { words } : { words, problem: `A quotation that begins with ${quote} does not end.` }
}
