import type { Options } from '@unwasi/core'
import { createPlugin } from '@unwasi/unplugin'
import type { RspackPluginInstance } from '@rspack/core'

import { applyRules } from './apply.js'

export type { Options }

const plugin = createPlugin((options) => ({
  rspack(compiler) {
    applyRules(compiler, options)
  },
}))

/**
 * Makes `import run from './main.wasm?component'` work in Rspack.
 * Throws `UnwasiError` (BAD_OPTION) when the compiler is made, for options that do not exist.
 */
export default function unwasi(options?: Options): RspackPluginInstance {
  return plugin.rspack(options)
}

// What `require()` of this package gives is the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
