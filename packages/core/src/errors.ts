import { lines, oneLine } from './text.js'

/** The page of the documentation with a section for each code. */
const PAGE = 'https://unwasi.github.io/unwasi/errors'

/** What went wrong, for programs to branch on. */
export type UnwasiErrorCode =
  | 'NOT_WASM'
  | 'TRUNCATED'
  | 'MALFORMED'
  | 'INVALID'
  | 'NOT_A_MODULE'
  | 'NOT_A_COMPONENT'
  | 'NO_MEMORY'
  | 'NO_ENTRY'
  | 'UNKNOWN_IMPORT'
  | 'THREADS'
  | 'MEMORY64'
  | 'UNSUPPORTED'
  | 'BAD_OPTION'
  | 'NOT_FOUND'
  | 'TOOLCHAIN'
  | 'COMPILE'
  | 'NO_TOOLCHAIN'
  | 'NOT_ALLOWED'

/** What a compiler says of a place in a source. */
export interface Diagnostic {
  /** Whether it stops the build. */
  severity: 'error' | 'warning'
  /** What the compiler says, on one line or more. */
  message: string
  /** The absolute path. */
  file?: string
  /** Counts from 1. */
  line?: number
  /** In UTF-16 code units, from 1. */
  column?: number
  /** The line itself. */
  lineText?: string
}

export interface UnwasiErrorInit {
  code: UnwasiErrorCode
  /** What is wrong, on one line. */
  headline: string
  /** Why that is a problem. */
  why: string
  /** What the reader can do about it. */
  fix: string
  /** The file that the error is about, as the caller named it. */
  file?: string | undefined
  /** What the compiler says, the first error first, if the program is built from its source. */
  diagnostics?: readonly Diagnostic[]
  cause?: unknown
}

/**
 * The only error class of core. It names the file, the reason, the remedy, and where to read more. Its texts are safe to print:
 * control characters, which names from a wasm file may contain, are escaped.
 */
export class UnwasiError extends Error {
  /** Always the same. */
  override readonly name = 'UnwasiError'
  /** What went wrong, for programs to branch on. */
  readonly code: UnwasiErrorCode
  /** What is wrong, on one line. */
  readonly headline: string
  /** Why that is a problem. */
  readonly why: string
  /** What the reader can do about it. */
  readonly fix: string
  /** The address of what the documentation says about the code. */
  readonly see: string
  /** The file that the error is about, as the caller named it. */
  readonly file: string | undefined
  /** What the compiler says, the first error first. Empty unless the code is `COMPILE`. */
  readonly diagnostics: readonly Diagnostic[]

  constructor(init: UnwasiErrorInit) {
    const [headline, why, fix] = [oneLine(init.headline), lines(init.why), lines(init.fix)]
    const see = `${PAGE}#${init.code.toLowerCase()}`
    super(
      `${init.file === undefined ? '' : `${oneLine(init.file)}: `}${headline}\n  why: ${why}\n  fix: ${fix}\n  see: ${see}`,
      init.cause === undefined ? undefined : { cause: init.cause },
    )
    this.code = init.code
    this.headline = headline
    this.why = why
    this.fix = fix
    this.see = see
    this.file = init.file
    this.diagnostics = init.diagnostics ?? []
  }

  /** Returns the same error about `file`, unless it already names a file. */
  inFile(file: string | undefined): UnwasiError {
    if (file === undefined || this.file !== undefined) return this
    const { code, headline, why, fix, diagnostics, cause } = this
    return new UnwasiError({ code, headline, why, fix, file, diagnostics, cause })
  }
}
