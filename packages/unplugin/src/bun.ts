import type { Options } from '@unwasi/core'

import { setup } from './bun/setup.js'
import type { BunBuild } from './bun/types.js'
import { createPlugin } from './factory.js'

export type { Options }

/** A plugin of Bun, for builds and for the runtime. */
export interface Plugin {
  name: string
  setup(build: BunBuild): void | Promise<void>
}

// unplugin's own Bun hooks drop an asset's name, and what is in memory only.
const plugin = createPlugin((options) => ({ bun: { setup: (build: BunBuild) => setup(build, options) } }))

/**
 * Makes `import run from './main.wasm?component'` work in Bun: in `Bun.build`, and as `Bun.plugin` in its runtime.
 * Throws `UnwasiError` (BAD_OPTION) for options that do not exist, and ReferenceError anywhere but in Bun.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin.bun(options)
}

// What `require()` of this module gives is the function itself, which has itself as `default`.
unwasi.default = unwasi
export { unwasi as 'module.exports' }
