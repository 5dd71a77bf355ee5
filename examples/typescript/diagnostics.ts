/** An error that the compiler found. */
export interface Diagnostic {
  /** The file's path in the project, or undefined if it is about none. */
  file: string | undefined
  /** The line, which counts from 1. It and the column are 0 if the error is about no file. */
  line: number
  /** The column in UTF-16 code units, which counts from 1. */
  column: number
  /** Such as `TS2322`. */
  code: string
  /** Further lines give the reasons. */
  message: string
}

const FIRST = /^(?:(?<file>\S[^(]*)\((?<line>\d+),(?<column>\d+)\): )?(?:error|warning) (?<code>TS\d+): (?<message>.*)$/

/** Reads what the compiler prints with `--pretty false`. */
export function parse(output: string): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const line of output.split(/\r?\n/)) {
    const groups = FIRST.exec(line)?.groups
    const last = found.at(-1)
    if (groups) {
      found.push({
        file: groups['file'],
        line: Number(groups['line'] ?? 0),
        column: Number(groups['column'] ?? 0),
        code: String(groups['code']),
        message: String(groups['message']),
      })
    } else if (last && line.startsWith(' ')) {
      last.message += `\n${line}`
    }
  }
  return found
}
