import type { Options } from '@unwasi/core'
import { resolveOptions } from '@unwasi/unplugin'
import type { WebpackPluginInstance } from 'webpack'

import { applyRules } from './apply.js'
import { exportsQuery } from './exports-query.js'
import { folders } from './folders.js'

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

/**
 * Makes `import run from './main.wasm?component'` work in webpack 5.
 * Throws `UnwasiError` (BAD_OPTION) for unknown or invalid options, when the compiler is made.
 */
export default function unwasi(options?: Options): WebpackPluginInstance {
  // webpack supports a file type with a rule and a loader. unplugin's virtual modules would lose the guest's path, to which the path
  // of its asset is relative.
  return {
    apply(compiler) {
      applyRules(compiler, resolveOptions(options))
      const { resolve } = compiler.options
      resolve.plugins = [...(resolve.plugins ?? []), exportsQuery, folders]
    },
  }
}

// `require()` of this package returns the function itself, which has itself as `default`.
// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
unwasi.default = unwasi
export { unwasi as 'module.exports' }
