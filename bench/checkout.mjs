import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The repository that this file belongs to. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** The URL of what a package specifier means to the tests of `checkout`, which depend on every package and bundler. */
export function packageUrl(specifier, checkout = root) {
  return pathToFileURL(createRequire(path.join(checkout, 'tests', 'package.json')).resolve(specifier)).href
}
