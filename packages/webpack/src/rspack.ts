import type { Options } from '@unwasi/core'
import { resolveOptions } from '@unwasi/unplugin'
import type { RspackPluginInstance } from '@rspack/core'

import { applyRules } from './apply.js'

export type { Options }

/**
 * Makes `import run from './main.wasm?component'` work in Rspack.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options, when the compiler is made.
 */
export default function unwasi(options?: Options): RspackPluginInstance {
  return {
    apply(compiler) {
      applyRules(compiler, resolveOptions(options))
    },
  }
}

// `require()` of this module returns the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
