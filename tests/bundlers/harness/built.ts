import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { Options } from '@unwasi/core'

import { temporaryFolder } from './project.js'

/** The output of a bundler. */
export interface Built {
  /** The output folder. */
  dir: string
  /** The file in it to run, as a relative path. */
  entry: string
  /** The warnings, in the bundler's words. */
  warnings: string[]
}

/** The plugin's options in every row. All rows share one cache, so that they do not make the same component again. */
export const options: Options = { cache: temporaryFolder('cache') }

/** The sorted relative paths of the `.wasm` files in `dir`. */
export function wasmFiles(dir: string): string[] {
  return filesIn(dir).filter((file) => file.endsWith('.wasm'))
}

/** The texts of all JavaScript files in `dir`. */
export function scripts(dir: string): string[] {
  return filesIn(dir)
    .filter((file) => /\.[cm]?js$/.test(file))
    .map((file) => readFileSync(path.join(dir, file), 'utf8'))
}

/** The sorted relative paths of the files. */
function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .toSorted()
}
