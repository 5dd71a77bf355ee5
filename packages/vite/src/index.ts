import type { Options } from '@unwasi/core'
import { createPlugin, namedExportsHooks, rollupHooks } from '@unwasi/unplugin'
import type { Plugin as VitePlugin } from 'vite'

import { configHooks, packageName } from './config.js'
import { Outputs, type ViteContext } from './outputs.js'
import { place } from './place.js'

export type { Options }
export type { Instantiate, Run, RunOptions, RunResult } from '@unwasi/runtime'

/** A plugin of Vite 7 and 8. The type names no more than it must, so that it fits whichever of them is installed. */
export interface Plugin {
  name: string
}

function make(options: Options | undefined): VitePlugin {
  return createPlugin((resolved) => {
    const outputs = new Outputs()
    const hooks = rollupHooks<ViteContext>(resolved, {
      name: packageName,
      root: ({ environment }) => environment.config.root,
      place: (context, asset, importDefault) => place(context, asset, importDefault, outputs),
      // The dev server does; told once more it would take the file for an import of ours.
      watched: ({ environment }) => environment.mode === 'dev',
      // Whoever uses a library decides where; Vite resolves for browsers.
      universal: ({ environment }) => environment.mode === 'build' && environment.config.build.lib !== false,
      production: ({ environment }) => environment.mode === 'build' && environment.config.isProduction,
    })
    const { renderStart } = namedExportsHooks
    const vite = { ...configHooks(() => make(options)), ...outputs.hooks, renderStart } satisfies Partial<VitePlugin>
    return { ...hooks, vite }
  }).vite(options) as VitePlugin
}

/**
 * Makes `import run from './main.wasm?component'` work in Vite: dev server and builds, for the browser and for SSR.
 * Throws `UnwasiError` (BAD_OPTION) for options that do not exist.
 */
export default function unwasi(options?: Options): Plugin {
  return make(options)
}

// What `require()` of this package gives is the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
