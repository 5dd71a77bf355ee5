import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { UnwasiError } from '@unwasi/core/errors'

import { splitQuery } from './ids.js'
import { presentable } from './presentable.js'

/**
 * The file that `source`, an import specifier without its query, stands for in `importer`. This is for guests that the bundler or
 * another plugin made external: they answered for the `.wasm` file, and did not know of the query, which asks for a module.
 * @param answer the id that they gave
 */
export function externalFile(source: string, importer: string | undefined, answer: string): string {
  const found = candidates(source, importer, splitQuery(answer)[0]).find((file) => existsSync(file))
  if (found !== undefined) return found
  const error = new UnwasiError({
    code: 'NOT_FOUND',
    headline: 'the file is external, and it was not found',
    why: `The configuration or another plugin makes it external, as '${answer}'. It must be read to become a module.`,
    fix: "Import it by a relative path, or leave '.wasm' files out of what is external.",
    file: source,
  })
  throw presentable(error, importer)
}

function candidates(source: string, importer: string | undefined, answer: string): string[] {
  const from = importer === undefined ? undefined : splitQuery(importer)[0]
  const folder = from !== undefined && path.isAbsolute(from) ? path.dirname(from) : process.cwd()
  if (answer.startsWith('file:')) return [fileURLToPath(answer)]
  if (path.isAbsolute(answer)) return [path.normalize(answer)]
  if (/^\.{1,2}\//.test(source)) return [path.resolve(folder, source)]
  const require = createRequire(pathToFileURL(path.join(folder, 'importer.js')))
  try {
    return [require.resolve(source)]
  } catch {
    // The package or the file in it is missing. The caller says so.
    return []
  }
}
