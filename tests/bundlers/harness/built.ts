import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { Options } from '@unwasi/core'

import { temporaryFolder } from './project.js'

/** What a bundler put out. */
export interface Built {
  /** The output folder. */
  dir: string
  /** The file in it to run, relative. */
  entry: string
  /** Warnings, as the bundler words them. */
  warnings: string[]
}

/** The plugin's options of every row: one cache, so that the rows do not each make the same component anew. */
export const options: Options = { cache: temporaryFolder('cache') }

/** The `.wasm` files in `dir`, relative, sorted. */
export function wasmFiles(dir: string): string[] {
  return filesIn(dir).filter((file) => file.endsWith('.wasm'))
}

/** The texts of all JavaScript files in `dir`. */
export function scripts(dir: string): string[] {
  return filesIn(dir)
    .filter((file) => /\.[cm]?js$/.test(file))
    .map((file) => readFileSync(path.join(dir, file), 'utf8'))
}

/** Relative, sorted. */
function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .toSorted()
}
