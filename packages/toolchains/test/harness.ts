import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WASI } from 'node:wasi'

import type { ToolchainsOptions } from '@unwasi/core'
import { UnwasiError } from '@unwasi/core/errors'
import { afterAll } from 'vitest'

import { buildGuest, type BuildOutcome } from '../src/index.js'

/** A folder for the tests of a file, whose name compilers and their messages can get wrong. */
export const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'unwasi toolchäins-')))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Writes files below `name`, and returns the absolute path of `name`. */
export function project(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, name, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, text)
  }
  return path.join(folder, name)
}

interface Request {
  readonly options?: ToolchainsOptions
  readonly production?: boolean
}

/** Builds a source with a cache for these tests alone. */
export const build = (source: string, { options = {}, production = false }: Request = {}): Promise<BuildOutcome> =>
  buildGuest({ path: source, options, root: folder, production, folder: path.join(folder, '.cache') })

/** The program of a build that must have succeeded. */
export function programOf({ result }: BuildOutcome): Uint8Array {
  if (result instanceof UnwasiError) throw result
  return result.wasm
}

/** The error of a build that must have failed. */
export function errorOf({ result }: BuildOutcome): UnwasiError {
  if (!(result instanceof UnwasiError)) throw new Error('the program was built')
  return result
}

/** The paths of what is watched, relative to `base`. */
export const watched = ({ files }: BuildOutcome, base: string): string[] =>
  files.map((file) => path.relative(base, file).replaceAll('\\', '/')).toSorted()

/** What the program prints. */
export function outputOf(outcome: BuildOutcome): string {
  const file = path.join(folder, 'output.txt')
  const stdout = openSync(file, 'w')
  try {
    const wasi = new WASI({ version: 'preview1', stdout, stderr: stdout, returnOnExit: true })
    const module = new WebAssembly.Module(new Uint8Array(programOf(outcome)))
    wasi.start(new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport }))
  } finally {
    closeSync(stdout)
  }
  return readFileSync(file, 'utf8')
}

/** The exports of the program. */
export const exportsOf = (outcome: BuildOutcome): string[] =>
  WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(programOf(outcome)))).map(({ name }) => name)

/** Says that tests are skipped, where a toolchain is missing. With `CI` set they run all the same, and fail. */
export function isMissing(what: string, command: string, args: readonly string[]): boolean {
  if (process.env['CI'] === 'true') return false
  if (spawnSync(command, args).status === 0) return false
  console.warn(`tests of ${what}: skipped, because \`${command}\` is missing or lacks something`)
  return true
}
