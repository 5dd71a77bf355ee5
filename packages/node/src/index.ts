// Importing this module registers the hooks with the default options: `node --import @unwasi/node main.js`.
import { register } from './register.js'

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

register()
