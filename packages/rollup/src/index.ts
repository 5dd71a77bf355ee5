import type { Options } from '@unwasi/core'
import { createRollupPlugin, describePlugin, namedExportsHooks, onePlugin, rollupHooks, scriptUrl } from '@unwasi/unplugin'

import { ImportMeta } from './import-meta.js'

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

/** A plugin for Rollup and Rolldown. The type names only what both share, so neither needs the other to be installed. */
export interface Plugin {
  name: string
}

const describe = describePlugin((options) => {
  const importMeta = new ImportMeta()
  const hooks = rollupHooks(options, {
    name: '@unwasi/rollup',
    // The bundler hashes and places the file, and knows its path from the chunk that needs it.
    place(context, { name, bytes }) {
      return importMeta.urlOf(context.emitFile({ type: 'asset', name, source: bytes }))
    },
    production: ({ meta }) => meta.watchMode !== true,
  })
  return {
    ...hooks,
    rollup: {
      ...namedExportsHooks,
      ...importMeta.hooks,
      resolveFileUrl({ referenceId, relativePath, format }) {
        if (!importMeta.has(referenceId)) return null
        // In formats that are not modules, Rolldown has no URL, and Rollup's URL fails in a worker.
        if (format !== 'iife' && format !== 'umd') return importMeta.resolve({ referenceId, relativePath, format })
        return `new URL(${JSON.stringify(relativePath)}, ${scriptUrl}).href`
      },
    },
  }
})
const plugin = createRollupPlugin(describe)

/**
 * Makes `import run from './main.wasm?component'` work in Rollup and Rolldown.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options.
 */
export default function unwasi(options?: Options): Plugin {
  return onePlugin(plugin(options))
}

// `require()` of this package returns the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
