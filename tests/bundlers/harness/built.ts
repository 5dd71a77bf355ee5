import { readdirSync } from 'node:fs'
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

/** The plugin's options of every row: one cache, so that the rows do not each make the template anew. */
export const options: Options = { cache: temporaryFolder('cache') }

/** The `.wasm` files in `dir`, relative, sorted. */
export function wasmFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.wasm'))
    .map((file) => file.replaceAll(path.sep, '/'))
    .toSorted()
}
