import type { Options } from '@unwasi/core'

import { createPlugin } from './factory.js'
import { hooks } from './farm/hooks.js'

export type { Options }

/** A plugin of Farm. The type names no more than it must, so that it fits whatever version is installed. */
export interface Plugin {
  name: string
}

const plugin = createPlugin((options) => ({ farm: hooks(options) }))

/**
 * Makes `import run from './main.wasm?component'` work in Farm.
 * Throws `UnwasiError` (BAD_OPTION) for options that do not exist.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin.farm(options)
}

// What `require()` of this module gives is the function itself, which has itself as `default`.
unwasi.default = unwasi
export { unwasi as 'module.exports' }
