import type { SourceOptions } from '@unwasi/core'
import type { Diagnostic, UnwasiError } from '@unwasi/core/errors'

import type { Tool } from './process.js'
import type { Source } from './source.js'

/** What a language is asked to build. */
export interface Job {
  readonly source: Source
  readonly options: SourceOptions
  /** Whether to optimise, and to leave out what only helps with debugging. */
  readonly production: boolean
  /** A folder for this source alone, which stays between builds. */
  readonly folder: string
  /** A folder for this build alone. It is removed afterwards. */
  readonly scratch: string
  /** Runs a tool. Rejects with the signal's reason if the build is overtaken. */
  readonly run: Tool
}

/** A finished program. */
export interface Built {
  readonly wasm: Uint8Array
  /** The program's name, without an extension: it becomes `argv[0]` and the name of its file. */
  readonly name: string
}

/** How a build has ended. */
export interface Outcome {
  readonly result: Built | UnwasiError
  /** The files that went into it, as far as they can change: absolute paths. After an error, those whose change may mend it. */
  readonly files: readonly string[]
  /** Folders in which a new file would change it. */
  readonly folders: readonly string[]
  readonly warnings: readonly Diagnostic[]
}

/** One language. Throws `UnwasiError` if its toolchain is missing. */
export type Language = (job: Job) => Promise<Outcome>
