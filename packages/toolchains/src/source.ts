import { readdirSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

export type LanguageName = 'go' | 'rust' | 'zig' | 'c' | 'assemblyscript'

/** What an import, or an argument of the command, asks to build. */
export interface Source {
  readonly language: LanguageName
  /** The absolute path of a source or of a package's description, such as `Cargo.toml`. */
  readonly file: string
  readonly folder: string
}

const EXTENSIONS: Readonly<Record<string, LanguageName>> = {
  '.go': 'go',
  '.rs': 'rust',
  '.zig': 'zig',
  '.c': 'c',
  '.cc': 'c',
  '.cpp': 'c',
  '.cxx': 'c',
  '.ts': 'assemblyscript',
}

const PACKAGES: Readonly<Record<string, LanguageName>> = { 'Cargo.toml': 'rust', 'asconfig.json': 'assemblyscript' }

/** What `file`, an absolute path, denotes. Undefined if it is neither a source nor a folder with a program. */
export function sourceOf(file: string): Source | undefined {
  const found = isFolder(file) ? mainFileIn(file) : file
  if (found === undefined || found.endsWith('.d.ts')) return undefined
  const language = PACKAGES[path.basename(found)] ?? EXTENSIONS[path.extname(found)]
  return language && { language, file: found, folder: path.dirname(found) }
}

/** The files that make a folder a program, by precedence. Every file of a Go package stands for the whole. */
const MAIN_FILES: readonly RegExp[] = [
  /^Cargo\.toml$/,
  /^build\.zig$/,
  /^main\.go$/,
  /^[^_.].*(?<!_test)\.go$/,
  /^main\.zig$/,
  /^main\.(?:c|cc|cpp|cxx)$/,
  /^asconfig\.json$/,
]

/** The file that stands for the program in `folder`. */
export function mainFileIn(folder: string): string | undefined {
  const names = readdirSync(folder).toSorted()
  for (const pattern of MAIN_FILES) {
    const found = names.find((name) => pattern.test(name))
    if (found !== undefined) return path.join(folder, found)
  }
  return undefined
}

export const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true

/** Whether `given`, a path in an option, leads to `file` or to a folder whose program it is. */
export function leadsTo(given: string, file: string): boolean {
  if (given === file) return true
  try {
    const found = isFolder(given) ? mainFileIn(given) : given
    // Bundlers resolve links, which the paths in options may contain.
    return found !== undefined && realpathSync(found) === realpathSync(file)
  } catch {
    // One of the files does not exist.
    return false
  }
}
