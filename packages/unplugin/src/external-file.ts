import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { UnwasiError } from '@unwasi/core/errors'

import { splitQuery } from './ids.js'

/**
 * The file that `source`, an import specifier without its query, stands for in a module in `folder`. This is for guests that the
 * bundler or another plugin made external: they answered for the `.wasm` file, and did not know of the query, which asks for a
 * module. Throws `UnwasiError` if there is no such file.
 * @param answer the id that they gave
 */
export function externalFile(source: string, folder: string, answer: string): string {
  const file = candidate(source, folder, splitQuery(answer)[0])
  if (file !== undefined && existsSync(file)) return file
  throw new UnwasiError({
    code: 'NOT_FOUND',
    headline: 'the file is external, and it was not found',
    why: `The configuration or another plugin makes it external, as '${answer}'. It must be read to become a module.`,
    fix: "Import it by a relative path, or leave '.wasm' files out of what is external.",
    file: source,
  })
}

/** Where the file should be. Undefined if `source` names a package that is missing, or lacks the file. */
function candidate(source: string, folder: string, answer: string): string | undefined {
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
