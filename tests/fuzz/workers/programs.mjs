// Turns bytes into programs, as in a bundler's output.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

import { transpile } from '@unwasi/core'
import * as runtime from '@unwasi/runtime'

const { resolve } = createRequire(import.meta.url)
const fileOf = (entry) => resolve(`@unwasi/runtime/${entry}`)
const AsyncFunction = (async () => {}).constructor

/** The default export of the module that core makes of `bytes`. */
export const here = async (bytes, options = {}) => {
  const { code, assets } = await transpile(bytes, {
    name: 'guest.wasm',
    cache: false,
    assetUrl: ({ path }) => (path === undefined ? 'guest' : JSON.stringify(pathToFileURL(path).href)),
    runtime: 'runtime',
    ...options,
  })
  const body = code
    .replaceAll(/^import \{([^}]*)\} from "runtime"$/gm, (_, names) => `const {${names.replaceAll(' as ', ': ')}} = runtime`)
    .replace(/^export default /m, 'return ')
    .replaceAll(/^export \{.*$/gm, '')
    .replaceAll(/^export /gm, '')
  return new AsyncFunction('runtime', 'guest', body)(runtime, assets[0].bytes)
}

/** The same with `&worker`. */
export const inWorker = (bytes, options) =>
  here(bytes, { ...options, worker: (entry) => ({ bytes: readFileSync(fileOf(entry)), path: fileOf(entry) }) })
