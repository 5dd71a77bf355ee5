import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { GivenImport } from '@unwasi/core'
import type * as Runtime from '@unwasi/runtime'

import { CliError, UsageError } from './errors.js'

/** Splits a value of `--import` at its first `=`. */
function split(entry: string, command: string): [module: string, file: string | undefined] {
  const at = entry.indexOf('=')
  const [module, file] = at === -1 ? [entry] : [entry.slice(0, at), entry.slice(at + 1)]
  if (module === '' || file === '') throw new UsageError(`--import '${entry}' has no ${module === '' ? 'name' : 'file'}`, command)
  return [module, file]
}

/** The files that `unwasi run` takes functions from, by the names of import modules. */
export function importFiles(entries: readonly string[]): Map<string, string> {
  return new Map(
    entries.map((entry) => {
      const [module, file] = split(entry, 'run')
      if (file === undefined) throw new UsageError(`--import '${entry}' names no file: --import ${entry}=FILE`, 'run')
      return [module, file]
    }),
  )
}

/** The option `imports` of `transpile`. The emitted module is in `folder`. */
export function importSources(entries: readonly string[], folder: string): Record<string, string | true> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [module, file] = split(entry, 'transpile')
      return [module, file === undefined ? true : relative(folder, file)]
    }),
  )
}

/** A file as a module in `folder` imports it. */
function relative(folder: string, file: string): string {
  const found = path.relative(folder, file).split(path.sep).map(encodeURIComponent).join('/')
  // Files on different drives have no relative path.
  if (path.isAbsolute(path.relative(folder, file))) return pathToFileURL(file).href
  return found.startsWith('../') ? found : `./${found}`
}

/**
 * Loads the files, and links what a program imports from them.
 * @param runtime the runtime, which `unwasi transpile` does not load
 * @param dispatcher the module that calls the functions, in Base64
 */
export async function linkImports(
  runtime: Pick<typeof Runtime, 'assemblyscript' | 'assemblyscriptBindings' | 'emscripten' | 'imported'>,
  imports: readonly GivenImport[],
  files: ReadonlyMap<string, string>,
  dispatcher: string | undefined,
): Promise<NonNullable<Runtime.ProgramSpec['imports']>> {
  const needed = [...files].filter(([name]) => imports.some(({ module }) => module === name))
  const namespaces = await Promise.all(needed.map(async ([module, file]) => [module, await load(file)] as const))
  const fallbacks = new Set(imports.flatMap(({ fallback }) => (fallback === undefined ? [] : [runtime[fallback]])))
  return runtime.imported(
    imports.map(({ module, name, signature }) => [module, name, signature]),
    namespaces,
    [...fallbacks],
    dispatcher,
  )
}

/** Loads the files that give the interfaces of a component. */
export const loadInterfaces = (
  interfaces: readonly (readonly [name: string, ...others: unknown[]])[],
  files: ReadonlyMap<string, string>,
): Promise<(readonly [name: string, namespace: object])[]> =>
  Promise.all(
    [...files]
      .filter(([key]) => interfaces.some(([name]) => name === key || name.split('@', 1)[0] === key))
      .map(async ([name, file]) => [name, await load(file)] as const),
  )

async function load(file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(path.resolve(file)).href)) as object
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CliError(
      file,
      "can't be imported",
      why,
      'Check the path after `--import NAME=`, and that it is an ES module.',
      error,
    )
  }
}
