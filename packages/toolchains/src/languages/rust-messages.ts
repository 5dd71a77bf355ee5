// What cargo and rustc print: https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages and
// https://doc.rust-lang.org/rustc/json.html
import { existsSync } from 'node:fs'
import path from 'node:path'

import type { Diagnostic } from '@unwasi/core/errors'

import { at, lastLines } from '../diagnostics.js'

/** A place, which may be in a macro. `expansion` is then the place that uses the macro. */
interface Span {
  readonly file_name: string
  readonly line_start: number
  /** Counts code points, from 1. */
  readonly column_start: number
  readonly is_primary?: boolean
  readonly label?: string | null
  readonly expansion?: { readonly span: unknown } | null
}

/** A message of rustc. */
export interface RustMessage {
  readonly message: string
  readonly level: string
  readonly spans: readonly unknown[]
  readonly rendered?: string | null
}

/** A message of cargo, as far as it matters here. */
export interface CargoMessage {
  readonly reason: string
  readonly package_id?: string
  readonly manifest_path?: string
  readonly message?: RustMessage
  readonly target?: { readonly kind: readonly string[]; readonly name: string; readonly src_path: string }
  readonly filenames?: readonly string[]
}

/** The JSON objects in `text`, one a line. Build scripts may print other lines in between. */
export function objectsIn(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    try {
      return [JSON.parse(line) as unknown]
    } catch {
      return []
    }
  })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

const isSpan = (value: unknown): value is Span =>
  isRecord(value) &&
  typeof value['file_name'] === 'string' &&
  typeof value['line_start'] === 'number' &&
  typeof value['column_start'] === 'number'

const isRustMessage = (value: unknown): value is RustMessage =>
  isRecord(value) && typeof value['message'] === 'string' && typeof value['level'] === 'string' && Array.isArray(value['spans'])

const isCargoMessage = (value: unknown): value is CargoMessage =>
  isRecord(value) &&
  typeof value['reason'] === 'string' &&
  (value['reason'] !== 'compiler-message' || isRustMessage(value['message']))

/** The messages of `cargo build --message-format=json`. */
export const cargoMessages = (stdout: string): CargoMessage[] => objectsIn(stdout).filter(isCargoMessage)

/** The messages of `rustc --error-format=json`. */
export const rustMessages = (stderr: string): RustMessage[] => objectsIn(stderr).filter(isRustMessage)

/**
 * The diagnostic that `message` is. Undefined for notes and summaries.
 * @param folders those to which its paths may be relative
 */
export function diagnosticOf({ message, level, spans }: RustMessage, folders: readonly string[]): Diagnostic | undefined {
  const severity = level.startsWith('error') ? 'error' : level === 'warning' ? 'warning' : undefined
  if (severity === undefined || /^aborting due to |^\d+ warnings? emitted/.test(message)) return undefined
  const places = spans.filter(isSpan)
  const primary = places.find((span) => span.is_primary) ?? places[0]
  if (primary === undefined) return { severity, message }
  const label = `${primary.label ?? ''}`
  const text = label === '' || message.includes(label) || label.startsWith('not found') ? message : `${message}: ${label}`
  const [span, file] = inProject(primary, folders)
  return { severity, message: text, ...at(file, span.line_start, span.column_start, 'characters') }
}

/** The place itself, or the one that uses the macro that it is in, if the macro belongs to Rust. */
function inProject(span: Span, folders: readonly string[]): [Span, string] {
  const file = folders.map((folder) => path.resolve(folder, span.file_name)).find((one) => existsSync(one))
  if (file !== undefined) return [span, file]
  if (isSpan(span.expansion?.span)) return inProject(span.expansion.span, folders)
  return [span, path.resolve(folders[0] ?? '.', span.file_name)]
}

/** What cargo says of a Cargo.toml, with its place if it names one. */
export function manifestError(stderr: string, folder: string, manifest: string): Diagnostic[] {
  const [, message] = /^error: (.{1,1000})$/m.exec(stderr) ?? []
  if (message === undefined) return []
  const place = /^ *--> ([^\n]{1,1000}):(\d+):(\d+)$/m.exec(stderr)
  const caret = /^ *\| *\^+ ?(.{1,500})$/m.exec(stderr)
  const causes = [...stderr.matchAll(/^ {2}(?:\d+: )?([^\s|].{0,500})$/gm)].map(([, cause = '']) => cause)
  const text = [message, ...causes, ...(caret?.[1] === undefined ? [] : [caret[1]])].join(': ')
  if (place === null) return [{ severity: 'error', message: text, file: manifest }]
  const [, file = '', line, column] = place
  return [{ severity: 'error', message: text, ...at(path.resolve(folder, file), Number(line), Number(column), 'characters') }]
}

/** Whether Rust lacks the target. Undefined if it does not; otherwise how to add it. */
export function missingTarget(text: string): { readonly why: string; readonly fix: string } | undefined {
  if (/target may not be installed|can't find crate for `(?:std|core)`/.test(text))
    return {
      why: 'The installed Rust has no standard library for the target wasm32-wasip1.',
      fix: 'Install it: rustup target add wasm32-wasip1.',
    }
  if (/[Cc]ould not find specification for target|unknown target triple/.test(text))
    return {
      why: 'The installed Rust does not know the target wasm32-wasip1.',
      fix: 'Update Rust to 1.78 or later: rustup update, then rustup target add wasm32-wasip1.',
    }
  const [old] =
    /rustc [\w.-]+ is not supported by the following package|this version of Cargo is older than the `\d+` edition/.exec(text) ??
    []
  if (old !== undefined) return { why: `The installed Rust is too old: ${lastLines(text)}`, fix: 'Update Rust: rustup update.' }
  const [, toolchain] = /^error: toolchain '([^'\n]{1,200})' is not installed/m.exec(text) ?? []
  if (toolchain !== undefined)
    return {
      why: `The project asks for the toolchain ${toolchain}, which is not installed.`,
      fix: "Install it in the project's folder: rustup toolchain install, then rustup target add wasm32-wasip1.",
    }
  return undefined
}
