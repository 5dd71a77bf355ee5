import { readFileSync } from 'node:fs'
import path from 'node:path'

import { UnwasiError, type Diagnostic } from '@unwasi/core/errors'
import { oneLine } from '@unwasi/core/text'

import type { Source } from './source.js'

/** A line of a compiler that GCC's form has: `file:line:column: error: message`. Go's has no kind, and counts bytes. */
export interface LineForm {
  /** Must have the groups `file`, `line` and `message`, and may have `column` and `kind`. */
  readonly pattern: RegExp
  /** The folder to which paths are relative. */
  readonly folder: string
}

/** The diagnostics in what a compiler printed, in the order of the text. Lines of other forms are left out. */
export function diagnosticsIn(text: string, { pattern, folder }: LineForm): Diagnostic[] {
  return text.split('\n').flatMap((line) => {
    // A compiler's line has a few hundred characters. Anything longer is not one, and would take a while to match.
    const groups = line.length > 4_000 ? undefined : pattern.exec(line.replace(/\r$/, ''))?.groups
    if (groups === undefined) return []
    const { kind = 'error', message = '' } = groups
    if (!/error|warning/.test(kind)) return []
    return [
      {
        severity: kind.includes('error') ? ('error' as const) : ('warning' as const),
        message,
        ...at(path.resolve(folder, groups['file'] ?? ''), Number(groups['line']), Number(groups['column'] ?? 1)),
      },
    ]
  })
}

/** A place in a source. Compilers count bytes of UTF-8 in a line, editors and bundlers count UTF-16 units. */
export function at(file: string, line: number, byteColumn: number): Omit<Diagnostic, 'severity' | 'message'> {
  const lineText = lineOf(file, line)
  if (lineText === undefined) return { file, line, column: byteColumn }
  const before = Buffer.from(lineText).subarray(0, byteColumn - 1)
  return { file, line, column: before.toString('utf8').length + 1, lineText }
}

function lineOf(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1]?.replace(/\r$/, '')
  } catch {
    // The compiler made the file, and has removed it.
    return undefined
  }
}

/** The error for a program that does not compile. `output` is what the compiler printed, for what is not in `diagnostics`. */
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
