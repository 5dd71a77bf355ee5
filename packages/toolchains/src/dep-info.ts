// The files that a compiler has read, in the form of a rule for make: `gcc -MD`, cargo and rustc write it.

/** The prerequisites of the rules in `text`, each once. */
export function prerequisitesIn(text: string): string[] {
  const found = new Set<string>()
  for (const rule of text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const words = wordsIn(rule)
    const colon = words.findIndex((word) => word.endsWith(':'))
    // cargo repeats each file as a rule without prerequisites, and adds comments.
    if (colon >= 0 && !rule.startsWith('#')) for (const word of words.slice(colon + 1)) found.add(word)
  }
  return [...found]
}

/** Words of a rule. A backslash escapes a space, a number sign or itself before one of these; elsewhere it is a part of a Windows path. */
function wordsIn(rule: string): string[] {
  const words = rule.match(/(?:\\[ #]|\$\$|[^\s])+/g) ?? []
  return words.map((word) => word.replaceAll(/\\([ #])/g, '$1').replaceAll('$$', '$'))
}
