// The exports that all entries share.
export { Symlink } from './directory/directory.js'
export { memoryDirectory } from './directory/memory-directory.js'
export { unwasi } from './exports.js'
export { assemblyscript, assemblyscriptBindings, emscripten } from './guest/assemblyscript.js'
export { copyIn, copyOut } from './guest/copy.js'
export { imported } from './guest/imports.js'
export * from './preview1/functions.js'
export { polled_stdin } from './preview1/polled-stdin.js'
export { clocks, descriptors, environment, filesystem, polling, random } from './preview1/parts.js'
export { instances } from './run/command-instance.js'
export { jspi } from './run/jspi-instance.js'
export { RunError, isRunError } from './errors/run-error.js'
export { tracing } from './preview1/trace/tracer.js'
export { WasiTrapError, frames } from './errors/trap.js'
export { workerImports } from './worker/calls.js'
export type { Directory, FileContent, Tree } from './directory/directory.js'
export type { Files, MemoryDirectory, MemoryDirectoryOptions } from './directory/memory-directory.js'
export type { RunErrorCode } from './errors/run-error.js'
export type { DefaultFunctions } from './guest/imports.js'
export type { ImportedFunction } from './guest/missing-imports.js'
export type { HostPart } from './preview1/host.js'
export type { Source } from './run/load.js'
export type { ProgramSpec } from './run/program.js'
export type { WorkerSpec } from './worker/worker-spec.js'
export type {
  AsyncExports,
  WorkerInstanceExtras,
  WorkerInstantiate,
  WorkerInstantiateWith,
  WorkerRun,
  WorkerRunWith,
} from './worker-types.js'
export type {
  AsyncCommandInstance,
  AsyncInstanceExtras,
  AsyncInstantiate,
  AsyncInstantiateWith,
  AsyncRunInstances,
  AsyncRunInstancesWith,
} from './async-types.js'
export type {
  CommandInstance,
  CommandOptions,
  InstanceExtras,
  InstanceOptions,
  Instantiate,
  InstantiateWith,
  Jspi,
  RunInstances,
  RunInstancesWith,
  WaitingOption,
} from './instance-types.js'
export type {
  AbortSignalLike,
  Clock,
  GlobalLike,
  Guest,
  ImportModule,
  InputData,
  InputWriter,
  LoadOptions,
  MemoryLike,
  NodeWritableLike,
  Output,
  ProgramInput,
  ProgramOutput,
  ReadableOutput,
  ReadableStreamLike,
  Run,
  RunOptions,
  RunResult,
  RunWith,
  SpawnedProgram,
  SpawnOptions,
  Stdin,
  Terminal,
  TraceCall,
  Waiting,
  WritableStreamLike,
} from './types.js'
