import type { Options } from '@unwasi/core'
import { createEsbuildPlugin, describePlugin } from '@unwasi/unplugin'
import type { Plugin } from 'esbuild'

import { setup } from './setup.js'

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

// unplugin's own esbuild hooks lose the importer's `resolveDir`, the structure of errors, and all files that are emitted with
// `outfile`.
const plugin = createEsbuildPlugin(describePlugin((options) => ({ esbuild: { setup: (build) => setup(build, options) } })))

/**
 * Makes `import run from './main.wasm?component'` work in esbuild.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options.
 */
export default function unwasi(options?: Options): Plugin {
  return plugin(options)
}

// `require()` of this package returns the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
