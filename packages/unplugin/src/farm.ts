import type { Options } from '@unwasi/core'
import { createFarmPlugin } from 'unplugin'

import { describePlugin } from './factory.js'
import { hooks } from './farm/hooks.js'

export type { Options }

/** A plugin for Farm. The type names only what it must, so that it fits every version of Farm. */
export interface Plugin {
  name: string
}

const plugin = createFarmPlugin(describePlugin((options) => ({ farm: hooks(options) })))

/**
 * Makes `import run from './main.wasm?component'` work in Farm.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin(options)
}

// `require()` of this module returns the function itself, which has itself as `default`.
unwasi.default = unwasi
export { unwasi as 'module.exports' }
