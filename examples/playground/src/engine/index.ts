import type { Guest, Report } from './types.js'

export type {
  Calling,
  Exit,
  Files,
  FileTree,
  Guest,
  GuestFunction,
  Parameter,
  Problem,
  Report,
  Returned,
  Running,
  Setup,
} from './types.js'

/**
 * Reads a `.wasm` file. Throws an `UnwasiError` for a file that unwasi refuses, and for one that is not WebAssembly. `inspect` also
 * describes files that are refused.
 */
export async function open(bytes: Uint8Array, name: string): Promise<Guest> {
  throw new Error(`not written yet: ${name}, ${bytes.length} bytes`)
}

/** Describes a `.wasm` file that may be one that unwasi refuses: `report.refusal`. Throws an `UnwasiError` if it is damaged. */
export async function inspect(bytes: Uint8Array, name: string): Promise<Report> {
  throw new Error(`not written yet: ${name}, ${bytes.length} bytes`)
}
