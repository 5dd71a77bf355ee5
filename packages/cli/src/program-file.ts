import { existsSync } from 'node:fs'
import path from 'node:path'

import type { Arguments, Option } from './arguments.js'
import { cacheFolder } from './cache.js'
import { CliError, UsageError } from './errors.js'
import { readInput } from './files.js'
import { tell } from './tell.js'

/** The program that the user named. */
export interface ProgramFile {
  readonly bytes: Uint8Array
  /** Its name without an extension. */
  readonly name: string
  /** Whether it was built from its source. */
  readonly built: boolean
}

export const toolchainsOption: Option = {
  value: 'JSON',
  help: 'how to build IN, if it is a source: the plugins\' option `toolchains`, such as\n\'{"go":{"compiler":"tinygo"}}\'',
}

/** Says in the help of a command what IN may be. */
export const inputNote =
  'IN is a .wasm file, a source in Go, Rust, Zig, C, C++ or AssemblyScript, or a directory with a program in one of these.'

/** Reads a `.wasm` file, or builds a source or the program in a folder. */
export async function readProgram(command: string, file: string, args: Arguments, production: boolean): Promise<ProgramFile> {
  const source = file.endsWith('.wasm') ? undefined : await sourceAt(file)
  if (source === undefined)
    return { bytes: await readInput(file), name: path.basename(file).replace(/\.wasm$/, ''), built: false }
  const [{ buildGuest, placeOf }, { UnwasiError }] = await Promise.all([
    import('@unwasi/toolchains'),
    import('@unwasi/core/errors'),
  ])
  const { result, warnings } = await buildGuest({
    path: source,
    options: await toolchains(command, args),
    root: process.cwd(),
    production,
    folder: cacheFolder(),
  })
  for (const one of warnings) tell(`warning: ${placeOf(one)}${one.message}`)
  if (result instanceof UnwasiError) throw result
  return { bytes: result.wasm, name: result.name, built: true }
}

/** The absolute path, if `file` is a source or a folder with one. */
async function sourceAt(file: string): Promise<string | undefined> {
  const { isFolder, sourceOf } = await import('@unwasi/toolchains/source')
  const absolute = path.resolve(file)
  if (!existsSync(absolute)) return undefined
  if (sourceOf(absolute) !== undefined) return absolute
  if (isFolder(absolute))
    throw new CliError(
      file,
      'has no program that can be built',
      'It is a directory without Go files, Cargo.toml, build.zig, asconfig.json, main.zig, main.c or main.cpp.',
      'Name the .wasm file in the directory, or the source.',
    )
  return undefined
}

async function toolchains(command: string, args: Arguments) {
  const text = args.one('toolchains')
  if (text === undefined) return {}
  const { isToolchains } = await import('@unwasi/toolchains/options')
  try {
    const value: unknown = JSON.parse(text)
    if (isToolchains(value)) return value
  } catch {
    // The message below also says what is expected.
  }
  throw new UsageError(`--toolchains '${text}' is not JSON such as {"go":{"tags":["x"]}}`, command)
}
