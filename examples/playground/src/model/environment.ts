export interface Environment {
  variables: Record<string, string>
  /** What is wrong with the first line that is not a variable. */
  problem?: string
}

/** Reads one variable a line, `NAME=VALUE`. Empty lines, and those that begin with `#`, do not count. */
export function readEnvironment(text: string): Environment {
  const variables = new Map<string, string>()
  let problem: string | undefined
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    if (equals > 0) variables.set(line.slice(0, equals), line.slice(equals + 1))
    else problem ??= `Line ${index + 1} is not a variable. Write NAME=VALUE.`
  }
  const found = { variables: Object.fromEntries(variables) }
  return problem === undefined ? found : { ...found, problem }
}
