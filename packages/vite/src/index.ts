import type { Options } from '@unwasi/core'
import { createVitePlugin, describePlugin, namedExportsHooks, onePlugin, rollupHooks, watchForNewFiles } from '@unwasi/unplugin'
import type { Plugin as VitePlugin } from 'vite'

import { configHooks, packageName } from './config.js'
import { Outputs, type ViteContext } from './outputs.js'
import { place } from './place.js'
import { Sources } from './sources.js'

export type { Options }
export type {
  AsyncExports,
  AsyncInstantiate,
  AsyncInstantiateWith,
  AsyncRunInstances,
  AsyncRunInstancesWith,
  GlobalLike,
  Guest,
  ImportModule,
  Instantiate,
  InstantiateWith,
  MemoryLike,
  Run,
  RunInstances,
  RunInstancesWith,
  RunOptions,
  RunResult,
  RunWith,
  SpawnedProgram,
  SpawnOptions,
  WorkerInstantiate,
  WorkerInstantiateWith,
  WorkerRun,
  WorkerRunWith,
} from '@unwasi/runtime'

/** A plugin for Vite 7 and 8. The type names only what it must, so that it fits both. */
export interface Plugin {
  name: string
}

/** Whether an environment is for Cloudflare Workers or Vercel's Edge Runtime. https://runtime-keys.proposal.wintercg.org */
const forbidsCompiling = (conditions: readonly string[]): boolean =>
  conditions.includes('workerd') || conditions.includes('edge-light')

function make(options: Options | undefined): VitePlugin {
  const describe = describePlugin((resolved) => {
    const outputs = new Outputs()
    const sources = new Sources()
    const hooks = rollupHooks<ViteContext>(resolved, {
      name: packageName,
      root: ({ environment }) => environment.config.root,
      place: (context, asset, importDefault) => place(context, asset, importDefault, outputs),
      // The dev server watches it. If it were told to, it would take the file for an import of the emitted module.
      watched: ({ environment }) => environment.mode === 'dev',
      watchFolders(context, program, dependencies) {
        if (context.environment.mode === 'dev') sources.add(program, dependencies)
        else watchForNewFiles(context, dependencies)
      },
      // A build may follow the server that has the same plugin: Astro's does.
      closing: ({ environment }) => (environment.mode === 'dev' ? sources.closing : undefined),
      failed({ environment }, id) {
        if (environment.mode !== 'dev') return
        // For a module that has never been loaded, the server does not reload the page, which shows the error.
        const module = environment.moduleGraph.getModuleById(id)
        if (module) module.isSelfAccepting ??= false
      },
      // The users of a library decide where it runs, but Vite resolves for browsers.
      universal: ({ environment }) => environment.mode === 'build' && environment.config.build.lib !== false,
      precompiled: ({ environment }) => forbidsCompiling(environment.config.resolve.conditions),
      production: ({ environment }) => environment.mode === 'build' && environment.config.isProduction,
    })
    const { renderStart } = namedExportsHooks
    const vite = {
      ...configHooks(() => make(options)),
      ...outputs.hooks,
      ...sources.hooks,
      renderStart,
    } satisfies Partial<VitePlugin>
    return { ...hooks, vite }
  })
  return onePlugin(createVitePlugin(describe)(options))
}

/**
 * Makes `import run from './main.wasm?component'` work in Vite: in the dev server and in builds, for browsers and for SSR.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options.
 */
export default function unwasi(options?: Options): Plugin {
  return make(options)
}

// `require()` of this package returns the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
