import type { ResolveHookContext } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import {
  parseRequest,
  partRequest,
  possibleRequest,
  programFilter,
  programInFolder,
  splitQuery,
  type Request,
  type ResolvedOptions,
} from '@unwasi/unplugin'

// An emitted module has the URL of its file and the query of the import. Other keys stay in it, because programs add keys to load
// a module again.

/** The specifier of the file that an import may ask for. Undefined for other imports, which are Node's. */
export function fileSpecifier(
  specifier: string,
  { parentURL, conditions }: Pick<ResolveHookContext, 'parentURL' | 'conditions'>,
  options: ResolvedOptions,
): string | undefined {
  const request = possibleRequest(specifier)
  if (request === undefined || (request.path === specifier && !options.includes)) return undefined
  const program = parentURL?.startsWith('file:')
    ? programInFolder(request.path, path.dirname(fileURLToPath(parentURL)))
    : undefined
  // `require()` takes paths alone, and `import` takes no paths of Windows.
  return program === undefined || conditions.includes('require') ? (program ?? request.path) : pathToFileURL(program).href
}

/**
 * The URL of the module for an import, whose file Node has found at the URL `found`. Undefined if the import is Node's.
 * @param conditions the conditions of the import, which tell `require()` from `import`
 */
export function moduleUrl(
  specifier: string,
  found: string,
  conditions: readonly string[],
  options: ResolvedOptions,
): string | undefined {
  // The second case is a package whose name looks like that of a folder.
  if (!found.startsWith('file:') || !programFilter.test(found)) return undefined
  const [, query] = splitQuery(specifier)
  if (query === undefined && !options.claims(fileURLToPath(found))) return undefined
  // `require()` knows modules by their paths. With the query in its path, each form of a guest is a separate module.
  return `${found}${conditions.includes('require') ? inPath : '?'}${query ?? 'component'}`
}

/** The question mark in the URL of a module for `require()`. */
const inPath = '%3F'

/** The same URL as `import` would have it. */
const standard = (url: string): string => url.replace(inPathOfProgram, '?')

const inPathOfProgram = new RegExp(`(?<=${programFilter.source.slice(0, -1)})${inPath}(?=[^/?#]*$)`)

/** The URL of a part of a library, if that is what an emitted module imports. */
export function partUrl(specifier: string, importer: string | undefined): string | undefined {
  const url = importer === undefined ? '' : standard(importer)
  const part = partRequest(specifier, parseRequest(url))?.part
  return part === undefined ? undefined : `${url.replace(/&unwasi-\w+$/, '')}&unwasi-${part}`
}

/** What the module with this URL has to offer. Undefined if unwasi did not make the URL. */
export function requestOf(url: string): Request | undefined {
  const request = url.startsWith('file:') ? parseRequest(standard(url)) : undefined
  return request && { ...request, path: fileURLToPath(request.path) }
}
