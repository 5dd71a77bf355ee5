// The exports that all entries share.
export { Symlink } from './directory/directory.js'
export { memoryDirectory } from './directory/memory-directory.js'
export { unwasi } from './exports.js'
export { clocks } from './preview1/clocks.js'
export { descriptors } from './preview1/descriptors.js'
export { filesystem } from './preview1/filesystem.js'
export { polling } from './preview1/polling.js'
export { environment } from './preview1/environment.js'
export { random } from './preview1/random.js'
export { RunError, isRunError } from './errors/run-error.js'
export { tracing } from './preview1/trace/tracer.js'
export { WasiTrapError, frames } from './errors/trap.js'
export type { Directory, FileContent, Tree } from './directory/directory.js'
export type { Files, MemoryDirectory, MemoryDirectoryOptions } from './directory/memory-directory.js'
export type { RunErrorCode } from './errors/run-error.js'
export type { HostPart } from './preview1/host.js'
export type { Source } from './run/load.js'
export type { ProgramSpec } from './run/program.js'
export type {
  AbortSignalLike,
  Clock,
  InputData,
  InstanceExtras,
  InstanceOptions,
  Instantiate,
  LoadOptions,
  Output,
  ReadableStreamLike,
  Run,
  RunOptions,
  RunResult,
  Stdin,
  TraceCall,
  WritableStreamLike,
} from './types.js'
