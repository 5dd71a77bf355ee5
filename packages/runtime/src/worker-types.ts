import type { unwasi } from './exports.js'
import type { DisposeKey, InstanceOptions, WaitingOption } from './instance-types.js'
import type {
  AsyncDisposeKey,
  Exactly,
  LoadOptions,
  RunCall,
  RunOptions,
  RunResult,
  SpawnedProgram,
  SpawnOptions,
} from './types.js'

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

/** A WASI command that runs in workers, and that imports functions from JavaScript which each call has to give. */
export interface WorkerRunWith<Imports extends object> extends Pick<WorkerRun, 'load'> {
  (
    args: readonly string[] | undefined,
    options: RunOptions<'bytes'> & { encoding: 'bytes'; imports: Imports },
  ): Promise<RunResult<Uint8Array>>
  (args: readonly string[] | undefined, options: RunOptions<'utf8'> & { imports: Imports }): Promise<RunResult<string>>
  /** The same as that of `WorkerRun`. */
  spawn<Options extends SpawnOptions & { imports: Imports }>(
    args: readonly string[] | undefined,
    options: Exactly<Options>,
  ): SpawnedProgram<Options>
}

/** The functions of a library in a worker: each returns a promise. Calls wait for those before them. */
export type AsyncExports<Exports> = {
  readonly [Name in keyof Exports]: Exports[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : Exports[Name]
}

/** The members that an instance in a worker has besides its functions. It has no memory that can be read from here. */
export type WorkerInstanceExtras<All> = {
  readonly [Key in typeof unwasi.exports]: AsyncExports<All>
} & {
  /** Ends the instance after the call that is under way. Calls that wait reject. */
  readonly [Key in DisposeKey]: () => void
} & {
  /** Does the same, and resolves when the instance has ended and its directories can be used again. */
  readonly [Key in AsyncDisposeKey]: () => Promise<void>
}

/**
 * A library that runs in workers, as a function: each call makes a fresh instance, which has a worker for itself until it ends.
 * `All` is everything that the library exports; `Exports` lacks `then`.
 */
export interface WorkerInstantiate<Exports, All = Exports> {
  /** Unless the options say otherwise, output goes to the output of the process. `timeout` limits each call. */
  (options?: InstanceOptions & Partial<WaitingOption>): Promise<AsyncExports<Exports> & WorkerInstanceExtras<All>>
  /** Fetches and compiles the library ahead of time, and starts a worker. Several calls share one load. */
  load(options?: LoadOptions): Promise<void>
}

/** A library that runs in workers, and that imports functions from JavaScript which each call has to give. */
export interface WorkerInstantiateWith<Imports extends object, Exports, All = Exports> extends Pick<
  WorkerInstantiate<Exports, All>,
  'load'
> {
  (
    options: InstanceOptions & Partial<WaitingOption> & { imports: Imports },
  ): Promise<AsyncExports<Exports> & WorkerInstanceExtras<All>>
}
