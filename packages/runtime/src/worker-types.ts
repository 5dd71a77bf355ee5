import type { Exactly, LoadOptions, RunCall, SpawnedProgram, SpawnOptions } from './types.js'

/**
 * A WASI command that runs in workers, as a function. Every call runs a fresh instance. What it computes does not block the caller's
 * thread, so nothing runs synchronously.
 */
export interface WorkerRun extends RunCall {
  /** Fetches and compiles the program ahead of time, and starts a worker. Several calls share one load. */
  load(options?: LoadOptions): Promise<void>
  /** Starts the program and returns at once, with streams to its input and output. */
  spawn<Options extends SpawnOptions = {}>(args?: readonly string[], options?: Exactly<Options>): SpawnedProgram<Options>
}
