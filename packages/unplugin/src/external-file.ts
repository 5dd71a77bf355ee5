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
  const file = candidate(source, importer, splitQuery(answer)[0])
  if (file !== undefined && existsSync(file)) return file
  const error = new UnwasiError({
    code: 'NOT_FOUND',
    headline: 'the file is external, and it was not found',
    why: `The configuration or another plugin makes it external, as '${answer}'. It must be read to become a module.`,
    fix: "Import it by a relative path, or leave '.wasm' files out of what is external.",
    file: source,
  })
  throw presentable(error, importer)
}

/** Where the file should be. Undefined if `source` names a package that is missing, or lacks the file. */
function candidate(source: string, importer: string | undefined, answer: string): string | undefined {
  const from = importer === undefined ? undefined : splitQuery(importer)[0]
  const folder = from !== undefined && path.isAbsolute(from) ? path.dirname(from) : process.cwd()
  if (answer.startsWith('file:')) return fileURLToPath(answer)
  if (path.isAbsolute(answer)) return path.normalize(answer)
  if (/^\.{1,2}\//.test(source)) return path.resolve(folder, source)
  const require = createRequire(pathToFileURL(path.join(folder, 'importer.js')))
  try {
    return require.resolve(source)
  } catch {
    // The caller says that it was not found.
    return undefined
  }
}
