import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export type LanguageName = 'go' | 'rust' | 'zig' | 'c' | 'assemblyscript'

/** What an import, or an argument of the command, asks to build. */
export interface Source {
  readonly language: LanguageName
  /** The absolute path that was given: a file, or a package's folder. */
  readonly path: string
  /** The file to build, or undefined if the folder is the package, as in Go. */
  readonly file: string | undefined
  /** The folder of the file, or the package's. */
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

/** The files that make a folder a program, by precedence. A Go package is its folder. */
const MAIN_FILES: readonly (readonly [name: string | RegExp, language: LanguageName])[] = [
  ['Cargo.toml', 'rust'],
  ['build.zig', 'zig'],
  [/^[^_.].*(?<!_test)\.go$/, 'go'],
  ['main.zig', 'zig'],
  ['main.c', 'c'],
  ['main.cpp', 'c'],
  ['main.cc', 'c'],
  ['main.cxx', 'c'],
  ['asconfig.json', 'assemblyscript'],
]

/** What `file`, an absolute path, denotes. Undefined if it is neither a source nor a folder with one. */
export function sourceOf(file: string): Source | undefined {
  const trimmed = file.length > 1 ? file.replace(/[/\\]+$/, '') : file
  const name = path.basename(trimmed)
  if (isFolder(trimmed)) return inFolder(trimmed)
  const language = name === 'Cargo.toml' ? 'rust' : EXTENSIONS[path.extname(name)]
  return language && !name.endsWith('.d.ts')
    ? { language, path: trimmed, file: trimmed, folder: path.dirname(trimmed) }
    : undefined
}

function inFolder(folder: string): Source | undefined {
  const names = readdirSync(folder).toSorted()
  for (const [wanted, language] of MAIN_FILES) {
    const found = names.find((name) => (typeof wanted === 'string' ? name === wanted : wanted.test(name)))
    if (found === undefined) continue
    const file = language === 'go' || found === 'asconfig.json' ? undefined : path.join(folder, found)
    return { language, path: folder, file, folder }
  }
  return undefined
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true
}
