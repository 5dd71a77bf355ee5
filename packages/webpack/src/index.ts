import type { Options } from '@unwasi/core'
import { createPlugin } from '@unwasi/unplugin'
import type { WebpackPluginInstance } from 'webpack'

import { applyRules } from './apply.js'
import { exportsQuery } from './exports-query.js'

export type { Options }
export type { Instantiate, Run, RunOptions, RunResult } from '@unwasi/runtime'

// A rule and a loader, as for any other file type in webpack; unplugin's virtual modules would lose the path that the guest's own
// asset is relative to.
const plugin = createPlugin((options) => ({
  webpack(compiler) {
    applyRules(compiler, options)
    const { resolve } = compiler.options
    resolve.plugins = [...(resolve.plugins ?? []), exportsQuery]
  },
}))

/**
 * Makes `import run from './main.wasm?component'` work in webpack 5.
 * Throws `UnwasiError` (BAD_OPTION) when the compiler is made, for options that do not exist.
 */
export default function unwasi(options?: Options): WebpackPluginInstance {
  return plugin.webpack(options)
}

// What `require()` of this package gives is the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
