import type { Options } from '@unwasi/core'
import { createPlugin } from '@unwasi/unplugin'
import type { Plugin } from 'esbuild'

import { setup } from './setup.js'

export type { Options }
export type { Instantiate, Run, RunOptions, RunResult } from '@unwasi/runtime'

// unplugin's own esbuild hooks lose the importer's `resolveDir`, the shape of an error and everything emitted with `outfile`.
const plugin = createPlugin((options) => ({ esbuild: { setup: (build) => setup(build, options) } }))

/**
 * Makes `import run from './main.wasm?component'` work in esbuild.
 * Throws `UnwasiError` (BAD_OPTION) for options that do not exist.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin.esbuild(options)
}

// What `require()` of this package gives is the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
