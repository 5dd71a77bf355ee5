import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { copyFile, readFile, rename } from 'node:fs/promises'
import path from 'node:path'

import type { Job } from './language.js'

/** The text of a file, or nothing if it can't be read. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The compiler needs the file too, and says that it is missing.
    return ''
  }
}

/** Whether `file` is in `folder` or below. On Windows, they may be on different drives. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file)
  return !relative.startsWith('..') && !path.isAbsolute(relative)
}

/** A relative path as an argument. Tools would take `-x.c` for an option, and `@x.c` for a file with options. */
export const asArgument = (file: string): string => (/^[-@]/.test(file) ? `./${file}` : file)

/**
 * Where a link in node_modules leads. Package managers link packages of a workspace there, whose sources are the project's own, and
 * bundlers watch nothing in node_modules.
 */
export function unlinked(file: string): string {
  try {
    return file.split(path.sep).includes('node_modules') ? realpathSync(file) : file
  } catch {
    // It does not exist.
    return file
  }
}

/** `folder` and the folders above it, from the inside out. */
export function upwards(folder: string): string[] {
  const parent = path.dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

/** Those of `names` that exist in `folder` or above it. */
export const foundUpwards = (folder: string, names: readonly string[]): string[] =>
  upwards(folder).flatMap((one) => names.map((name) => path.join(one, name)).filter((file) => existsSync(file)))

/** Sources of a package have no business in these. */
const SKIPPED = /^(?:\..*|node_modules|target|zig-out|zig-cache)$/

/** More files than a program has. The rest of a larger folder is not looked at. */
const MOST = 5_000

/** The files in `folder` and below that `pattern` matches, for when the compiler does not say what it has read. */
export function filesBelow(folder: string, pattern: RegExp): string[] {
  const found: string[] = []
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined && found.length < MOST; next = folders.pop()) {
    let entries
    try {
      entries = readdirSync(next, { withFileTypes: true })
    } catch {
      // It is not there, or is not ours to read: nothing in it goes into the program.
      continue
    }
    for (const entry of entries) {
      const file = path.join(next, entry.name)
      if (entry.isDirectory()) {
        if (!SKIPPED.test(entry.name)) folders.push(file)
      } else if (pattern.test(entry.name)) found.push(file)
    }
  }
  return found
}

/** The program's name: that of its file, or of `name`. */
export const programName = (name: string): string => name.replaceAll(/[^\w.-]/g, '_') || 'main'

/**
 * Gives `build` the path of a file to write the program to. Another process may build the same source at the same time, and
 * must not read it half-written: it gets its name when it is finished. The file is there from the start with the last program, since
 * some tools do nothing if that is up to date.
 * @returns the program's bytes, if `isBuilt` returns true
 */
export async function drafted<T>(
  { folder, scratch }: Job,
  build: (file: string) => Promise<T>,
  isBuilt: (result: T) => boolean,
): Promise<{ readonly result: T; readonly wasm?: Uint8Array }> {
  const file = path.join(folder, 'program.wasm')
  const draft = path.join(scratch, 'draft.wasm')
  if (existsSync(file)) await copyFile(file, draft)
  const result = await build(draft)
  if (!isBuilt(result)) return { result }
  const wasm = await readFile(draft)
  await rename(draft, file)
  return { result, wasm }
}
