import { lineStart } from '../shared/problems.js'
import run from './main.go?component'

/** An error of Go's parser. */
export interface SyntaxProblem {
  /** The line, which counts from 1. */
  line: number
  /** The column in characters, which counts from 1. Go's own column counts bytes. */
  column: number
  /** The offset in the text. */
  offset: number
  message: string
}

export type Outcome = { formatted: string; problems?: undefined } | { problems: SyntaxProblem[] }

/** Formats Go source. Each run is a fresh instance of the program. */
export async function format(source: string): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await run([], { input: source })
  if (exitCode === 0) return { formatted: stdout }
  const problems = [...stderr.matchAll(/^(\d+):(\d+): (.*)$/gm)].map(([, line, column, message]) =>
    placed(source, Number(line), Number(column), String(message)),
  )
  if (exitCode !== 2 || problems.length === 0) throw new Error(`The formatter ended with code ${exitCode}: ${stderr}`)
  return { problems }
}

/** Fetches and compiles the program. */
export const load = (): Promise<void> => run.load()

function placed(source: string, line: number, byteColumn: number, message: string): SyntaxProblem {
  const start = lineStart(source, line)
  const bytes = new TextEncoder().encode(source.slice(start)).subarray(0, byteColumn - 1)
  const before = new TextDecoder().decode(bytes)
  return { line, column: [...before].length + 1, offset: start + before.length, message }
}
