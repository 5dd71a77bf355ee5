export type { Options } from '@unwasi/core'
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

export { convert, dataUrl, placeHere, type Conversion, type Converted, type Emitted, type Place } from './convert.js'
export type { Project } from './dts/file.js'
export { programInFolder, type Dependencies } from './guest-file.js'
export { externalFile } from './external-file.js'
export { createPlugin, describePlugin, onePlugin, pluginName, type MakeHooks } from './factory.js'
export {
  fileKind,
  fileKinds,
  idFilter,
  parseRequest,
  partRequest,
  plainRequest,
  possibleRequest,
  programFilter,
  specifierFilter,
  splitQuery,
  toId,
  type Part,
  type Request,
} from './ids.js'
export { leftOut, type LeftOut } from './left-out.js'
export { hasTopLevelAwait, namedExportsError, namedExportsHooks } from './named-exports.js'
export { resolveOptions, type ResolvedOptions } from './options.js'
export { addFrame, presentable } from './presentable.js'
export { rollupHooks, watchForNewFiles, type Resolved, type RollupParts, type RollupContext } from './rollup-hooks.js'
export { runtimeAliases, runtimeFile, runtimeImporter, runtimeSpecifier } from './runtime-location.js'
export { slashes } from './slashes.js'
export { browserScriptUrl, fileUrl, nodeScriptUrl, scriptUrl } from './script.js'
export { unclaimedWarning } from './unclaimed.js'
// Our packages for single bundlers contain the one that they need.
export { createEsbuildPlugin, createRollupPlugin, createVitePlugin } from 'unplugin'
