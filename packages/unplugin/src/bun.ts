import type { Options } from '@unwasi/core'
import { createBunPlugin } from 'unplugin'

import { setup } from './bun/setup.js'
import type { BunBuild } from './bun/types.js'
import { describePlugin } from './factory.js'

export type { Options }

/** A plugin for Bun's bundler and for Bun's runtime. */
export interface Plugin {
  name: string
  setup(build: BunBuild): void | Promise<void>
}

// unplugin's own Bun hooks lose the names of assets, and assets that exist only in memory.
const plugin = createBunPlugin(describePlugin((options) => ({ bun: { setup: (build: BunBuild) => setup(build, options) } })))

/**
 * Makes `import run from './main.wasm?component'` work in Bun: in `Bun.build`, and with `Bun.plugin` in its runtime.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options. The plugin works only in a process of Bun.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin(options)
}

// `require()` of this module returns the function itself, which has itself as `default`.
unwasi.default = unwasi
export { unwasi as 'module.exports' }
