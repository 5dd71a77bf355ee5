import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built https://github.com/WebAssembly/wasi-testsuite, with one folder for each language. */
export const suite =
  process.env['UNWASI_WASI_TESTSUITE'] ?? fileURLToPath(new URL('../../../shared/wasi-testsuite', import.meta.url))

/** Without the suite the tests are skipped, but a green CI has run them. */
export const missing = !existsSync(suite) && process.env['CI'] !== 'true'

export interface Case {
  /** A name like `rust/path_open`. */
  name: string
  /** The absolute path of the module. */
  file: string
  args: string[]
  env: Record<string, string>
  /** Folders to copy and to grant under their own names. */
  dirs: string[]
  exitCode: number
  /** The expected standard output. Undefined if any output is accepted. */
  stdout: string | undefined
}

/** The folder `dir` of a test, as a host directory. */
export const source = (one: Case, dir: string): string => path.join(path.dirname(one.file), dir)

export interface Folder {
  [name: string]: Uint8Array | Folder
}

/** The files of a folder, for a memory directory. */
export const treeOf = (folder: string): Folder =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const full = path.join(folder, entry.name)
      return [entry.name, entry.isDirectory() ? treeOf(full) : readFileSync(full)]
    }),
  )

/** All tests of the suite. */
export function cases(): Case[] {
  if (missing) return []
  const languages = readdirSync(suite, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return languages.flatMap(({ name: language }) =>
    readdirSync(path.join(suite, language))
      .filter((file) => file.endsWith('.wasm'))
      .map((file) => readCase(language, path.join(suite, language, file))),
  )
}

function readCase(language: string, file: string): Case {
  const specification = file.replace(/\.wasm$/, '.json')
  const {
    args = [],
    env = {},
    dirs = [],
    exit_code: exitCode = 0,
    stdout,
    ...others
  } = existsSync(specification) ? (JSON.parse(readFileSync(specification, 'utf8')) as Record<string, never>) : {}
  // An unknown condition would not be checked, and the test would pass without reason.
  if (Object.keys(others).length > 0) throw new Error(`${specification}: unknown keys ${Object.keys(others).join(', ')}`)
  const name = `${language}/${path.basename(file, '.wasm')}`
  return { name, file, args, env, dirs, exitCode, stdout }
}
