import { readFileSync } from 'node:fs'
import path from 'node:path'

import { UnwasiError, type Diagnostic } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'

import type { Source } from './source.js'

/** A line of a compiler that GCC's form has: `file:line:column: error: message`. Go's has no kind. Columns count bytes. */
export interface LineForm {
  /** Must have the groups `file`, `line` and `message`, and may have `column` and `kind`. */
  readonly pattern: RegExp
  /** The folder to which paths are relative. */
  readonly folder: string
  /** A line that goes on with the message of the line before it. */
  readonly continuation?: RegExp
}

/** A compiler's line has a few hundred characters. Anything longer is not one, and would take a while to match. */
const LONGEST = 4_000

/** The lines of what a compiler printed. Lines that are too long to be a compiler's are left empty. */
export const linesOf = (text: string): string[] =>
  text.split('\n').map((line) => (line.length > LONGEST ? '' : line.replace(/\r$/, '')))

/** The diagnostics in what a compiler printed, in the order of the text. Lines of other forms are left out. */
export function diagnosticsIn(text: string, { pattern, folder, continuation }: LineForm): Diagnostic[] {
  const found: Diagnostic[] = []
  // The diagnostic that the next line may continue.
  let open: Diagnostic | undefined
  for (const line of linesOf(text)) {
    const groups = pattern.exec(line)?.groups
    if (groups === undefined) {
      if (open !== undefined && continuation?.test(line) === true) open.message += ` ${line.trim()}`
      else open = undefined
      continue
    }
    open = undefined
    const { kind = 'error', message = '', file = '', line: number, column = '1' } = groups
    if (!/error|warning/.test(kind)) continue
    open = {
      severity: kind.includes('error') ? 'error' : 'warning',
      message,
      ...at(path.resolve(folder, file), Number(number), Number(column), 'bytes'),
    }
    found.push(open)
  }
  return distinct(found)
}

/** A header or a module that goes into several programs is compiled several times. */
export function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()]
}

/** What a compiler counts in a line: bytes of UTF-8, code points, or UTF-16 units, as editors and bundlers do. */
export type Unit = 'bytes' | 'characters' | 'units'

/** A place in a source, with its column in UTF-16 units. */
export function at(file: string, line: number, column: number, unit: Unit): Omit<Diagnostic, 'severity' | 'message'> {
  const lineText = lineOf(file, line)
  if (lineText === undefined) return { file, line, column }
  return { file, line, column: unitsBefore(lineText, column - 1, unit) + 1, lineText }
}

function unitsBefore(lineText: string, count: number, unit: Unit): number {
  if (unit === 'units') return count
  if (unit === 'bytes') return Buffer.from(lineText).subarray(0, count).toString('utf8').length
  return [...lineText].slice(0, count).join('').length
}

function lineOf(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1]?.replace(/\r$/, '')
  } catch {
    // The compiler made the file, and has removed it.
    return undefined
  }
}

/** The error for a program that does not compile. `output` is what the compiler printed. It is shown if `found` has no error. */
export function compileError(source: Source, compiler: string, found: readonly Diagnostic[], output: string): UnwasiError {
  const diagnostics = found.filter(({ severity }) => severity === 'error')
  const [first, ...others] = diagnostics
  if (first === undefined)
    return new UnwasiError({
      code: 'COMPILE',
      headline: `${compiler} could not build the program`,
      why: lastLines(output),
      fix: 'Correct what it says, and build again.',
      file: source.file,
    })
  const { file = source.file, line, column } = first
  return new UnwasiError({
    code: 'COMPILE',
    headline: first.message,
    why: [`${compiler} could not compile the program.`, ...summaryOf(others)].join('\n'),
    fix: 'Correct the source. In a dev server, saving it is enough.',
    file: line === undefined ? file : `${file}:${line}:${column ?? 1}`,
    diagnostics,
  })
}

/** One line for each further error, up to ten. */
function summaryOf(others: readonly Diagnostic[]): string[] {
  const shown = others.slice(0, 9).map((one) => `    ${placeOf(one)}${oneLine(one.message)}`)
  if (others.length > shown.length) shown.push(`    and ${others.length - shown.length} more`)
  return others.length === 0 ? [] : ['  Further errors:', ...shown]
}

/** `file:line:column: `, if it is known. */
export function placeOf({ file, line, column = 1 }: Diagnostic): string {
  if (file === undefined) return ''
  return `${oneLine(file)}:${line === undefined ? '' : `${line}:${column}:`} `
}

/** The end of what a tool printed, in which it says why it ended. */
export function lastLines(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-12)
  return lines.map((line) => line.slice(0, 400)).join('\n') || 'It printed no reason.'
}

/** The error for a tool that is not installed or too old. */
export function noToolchain(source: Source, tool: string, why: string, fix: string): UnwasiError {
  return new UnwasiError({
    code: 'NO_TOOLCHAIN',
    headline: `${tool} is needed to build this program`,
    why,
    fix: `${fix} Or commit a build, and name it in the option: toolchains: { './path/of/the/source': { fallback: './main.wasm' } }.`,
    file: source.file,
  })
}
