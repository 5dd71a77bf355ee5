import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import { isPath } from '@unwasi/toolchains/options'
import { isFolder, mainFileIn } from '@unwasi/toolchains/source'

import { isSource } from './ids.js'
import { once } from './imports.js'
import { missingPaths } from './missing-paths.js'
import type { ResolvedOptions } from './options.js'

/** What a program depends on, apart from the imported file: the other sources, and folders in which new sources may appear. */
export interface Dependencies {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** The program that an import asks for. */
export interface GuestFile {
  readonly bytes: Uint8Array
  /** The absolute path of a file with these bytes. */
  readonly file: string
  /** The program's name: `argv[0]`, and the name of its file in the output. */
  readonly name: string
  /** What a compiler has warned of. */
  readonly warnings: readonly string[]
}

interface Reading {
  readonly options: Pick<ResolvedOptions, 'cache' | 'toolchains'>
  readonly production: boolean
  readonly root: string
  /** Called before the program is there, so that an edit mends a program that does not compile. */
  readonly watch?: ((dependencies: Dependencies) => void) | undefined
  /** Ends a build that is under way. */
  readonly signal?: AbortSignal | undefined
}

/** Reads the program, or builds it from its source. Throws `UnwasiError`. */
export async function readGuestFile(file: string, reading: Reading): Promise<GuestFile> {
  return isSource(file) ? build(file, reading) : { bytes: await read(file), file, name: path.basename(file), warnings: [] }
}

async function build(file: string, { options, production, root, watch, signal }: Reading): Promise<GuestFile> {
  // Only projects that import sources load the toolchains.
  const [{ buildGuest, placeOf }, { cacheFolder }] = await Promise.all([import('@unwasi/toolchains'), import('@unwasi/core')])
  const outcome = await buildGuest({
    path: file,
    options: options.toolchains,
    root,
    production,
    folder: cacheFolder(file, options.cache.cache),
    signal,
  })
  const { result, files, folders, warnings } = outcome
  watch?.({ files, folders })
  if (result instanceof UnwasiError) throw result
  const texts = warnings.map((one) => `${placeOf(one)}${one.message}`)
  const missing = once(missingPaths('toolchains', Object.keys(options.toolchains).filter(isPath), root))
  if (missing !== undefined) texts.push(missing)
  return { bytes: result.wasm, file: result.path, name: `${result.name}.wasm`, warnings: texts }
}

/** `error` about the imported file. People do not know the file that was built from it. */
export function aboutImported(error: unknown, imported: string, { file }: GuestFile): unknown {
  if (file === imported || !(error instanceof UnwasiError) || error.file !== file) return error
  const { code, headline, why, fix, diagnostics, cause } = error
  return new UnwasiError({ code, headline, why, fix, file: imported, diagnostics, cause })
}

/**
 * The file that stands for the program in a folder, for imports such as `./cmd/hello?component`. Undefined if `source` is not the path
 * of a folder with a program.
 * @param from the folder of the importing module
 */
export function programInFolder(source: string, from: string): string | undefined {
  if (!/^\.{1,2}(?:[/\\]|$)/.test(source) && !path.isAbsolute(source)) return undefined
  const folder = path.resolve(from, source)
  return isFolder(folder) ? mainFileIn(folder) : undefined
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new UnwasiError({
      code: 'NOT_FOUND',
      headline: "the file can't be read",
      why: cause instanceof Error ? cause.message : String(cause),
      fix: 'Build the guest first, and check the path in the import.',
      file,
      cause,
    })
  }
}
