import type { Options } from '@unwasi/core'
import { resolveOptions } from '@unwasi/unplugin'
import type { RspackPluginInstance } from '@rspack/core'

import { applyRules } from './apply.js'

export type { Options }

/** What stands for a folder with a program, as in `./cmd/hello?component`. `...` stands for Rspack's own names. */
const mainFiles = ['...', 'Cargo.toml', 'build.zig', 'main.go', 'main.zig', 'main.c', 'main.cpp', 'asconfig.json']

/**
 * Makes `import run from './main.wasm?component'` work in Rspack.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options, when the compiler is made.
 */
export default function unwasi(options?: Options): RspackPluginInstance {
  return {
    apply(compiler) {
      applyRules(compiler, resolveOptions(options))
      const { resolve } = compiler.options
      resolve.mainFiles = [...(resolve.mainFiles ?? []), ...mainFiles]
    },
  }
}

// `require()` of this module returns the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
