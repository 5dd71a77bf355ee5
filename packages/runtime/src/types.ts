import type { Directory, Tree } from './directory/directory.js'
import type { unwasi } from './exports.js'

/**
 * Data for standard input: text, bytes, or chunks of either. Async iterables and streams need an engine with JSPI
 * (`WebAssembly.Suspending`). A run that ends early closes an iterator and cancels a stream.
 */
export type InputData =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | ReadableStreamLike<string | Uint8Array>

/** Where standard input comes from if there is no `input`: the process's own (Node only), or nowhere. */
export type Stdin = 'inherit' | 'ignore'

/** What a run uses of a `ReadableStream`. Its type does not need the library of the DOM or of Node. */
export interface ReadableStreamLike<Chunk> {
  readonly locked: boolean
  getReader(): {
    read(): Promise<{ done: boolean; value?: Chunk | undefined }>
    cancel(reason?: unknown): Promise<void>
    releaseLock(): void
  }
}

/**
 * Where output goes: captured (`pipe`), the process's own, nowhere, a callback with each chunk (a copy: keep it if you like), or a
 * stream. A stream is not closed. The guest waits for it in an engine with JSPI; elsewhere chunks are queued, up to `maxOutput`. The run
 * ends when all is written. Only `run()` takes streams: `run.sync()` and instances of a library can't wait.
 */
export type Output = 'pipe' | 'inherit' | 'ignore' | ((chunk: Uint8Array) => void) | WritableStreamLike<Uint8Array>

/** What a run uses of a `WritableStream`. Its type does not need the library of the DOM or of Node. */
export interface WritableStreamLike<Chunk> {
  readonly locked: boolean
  getWriter(): {
    readonly desiredSize: number | null
    readonly ready: Promise<unknown>
    write(chunk: Chunk): Promise<void>
    releaseLock(): void
  }
}

export interface RunOptions<Encoding extends 'utf8' | 'bytes' = 'utf8' | 'bytes'> {
  /** The guest's environment. Default: empty. */
  env?: Record<string, string>
  /** What the guest reads from standard input. Not together with `stdin`. Default: nothing. */
  input?: InputData
  /** Where standard input comes from, if not from `input`. Default: `ignore`, so that it is empty. */
  stdin?: Stdin
  /** Default: `pipe`. */
  stdout?: Output
  /** Default: `pipe`. */
  stderr?: Output
  /** Of captured output: text decoded as UTF-8 (default) or bytes. */
  encoding?: Encoding
  /** Directories the guest may open, by guest path. A plain tree is short for `memoryDirectory(tree)`. Default: none. */
  dirs?: Record<string, Directory | Tree>
  /** Clock for a deterministic run. Default: the platform's. */
  clock?: Clock
  /** Fills its argument with random bytes. Default: the platform's secure source. */
  random?: (bytes: Uint8Array) => void
  /** Called after each WASI call of the guest. */
  trace?: (call: TraceCall) => void
  /** Ends the run when it is aborted, as far as the thread is free to see that: `docs/limits.md` says when. */
  signal?: AbortSignalLike
  /**
   * Milliseconds that the guest may run, from its start and by the platform's clock. Checked at each WASI call and while the guest
   * waits. Default: without end.
   */
  timeout?: number
  /** Bytes of output that are captured, of `stdout` and `stderr` each; a guest that prints more is ended. Default: 100,000,000. */
  maxOutput?: number
  /** Bytes of memory that the guest may have, checked as it starts and at each WASI call. Default: what its engine allows. */
  maxMemory?: number
  /** Descriptors, or resources of a component, that the guest may have open at once. Default: 10,000. */
  maxHandles?: number
}

/** What a run uses of an `AbortSignal`. Its type does not need the library of the DOM or of Node. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface Clock {
  /** Wall clock, nanoseconds since 1970. */
  now(): bigint
  /** Monotonic clock, nanoseconds since any fixed instant. */
  monotonic(): bigint
  /**
   * Called in place of waiting: a virtual clock moves on by `nanoseconds`. Default: the guest waits for as long in real time, then
   * counts as woken whatever `monotonic` says.
   */
  sleep?(nanoseconds: bigint): void
}

export interface TraceCall {
  /** WASI name: `fd_write`, `path_open` … */
  name: string
  /** Decoded arguments by their WASI names. A buffer or list is given by its length in bytes. */
  args: Record<string, number | bigint | string>
  /** Decoded results by their WASI names (`nwritten`, `fd`); empty when the call failed. */
  results: Record<string, number | bigint | string>
  /** `success` or the errno's WASI name (`noent`). */
  errno: string
}

export interface RunResult<Output extends string | Uint8Array = string> {
  /** 0-255. */
  exitCode: number
  /** Captured output; empty unless `stdout` was `pipe`. */
  stdout: Output
  stderr: Output
}

export interface LoadOptions {
  /**
   * Called as the guest arrives; `total` is undefined where the server does not say. Not called for a load that another call began
   * without it.
   */
  onProgress?: (progress: { loaded: number; total: number | undefined }) => void
}

/** A WASI command as a function. Every call is a fresh instance. */
export interface Run {
  (args?: readonly string[], options?: RunOptions<'utf8'>): Promise<RunResult<string>>
  (args: readonly string[] | undefined, options: RunOptions<'bytes'> & { encoding: 'bytes' }): Promise<RunResult<Uint8Array>>
  /** With options whose `encoding` only running tells. */
  (args?: readonly string[], options?: RunOptions): Promise<RunResult<string | Uint8Array>>
  /** Fetches and compiles ahead of time. Several calls share one load. */
  load(options?: LoadOptions): Promise<void>
  /** The same as calling it, synchronously. Throws before `load()` has resolved. */
  sync(args?: readonly string[], options?: RunOptions<'utf8'>): RunResult<string>
  sync(args: readonly string[] | undefined, options: RunOptions<'bytes'> & { encoding: 'bytes' }): RunResult<Uint8Array>
  sync(args?: readonly string[], options?: RunOptions): RunResult<string | Uint8Array>
}

/** What an instance of a library is made with. */
export interface InstanceOptions extends Omit<RunOptions, 'encoding'> {
  /** Its arguments, without the program's name. Default: none. */
  args?: readonly string[]
}

/** The type of `Symbol.dispose`, where TypeScript's library has it. */
type DisposeKey = SymbolConstructor extends { readonly dispose: infer Key extends symbol } ? Key : never

/** What an instance of a library has beside its exports. */
export type InstanceExtras<All> = {
  readonly [Key in typeof unwasi.exports]: All
} & {
  readonly [Key in typeof unwasi.memory]: { readonly buffer: ArrayBuffer; grow(pages: number): number } | undefined
} & {
  /** Ends the instance: what it has open is closed, and later calls throw. */
  readonly [Key in DisposeKey]: () => void
}

/**
 * A library as a function: each call makes a fresh instance with options of its own. `All` is what the library exports under any name;
 * `Exports` lacks `then`, which would make a promise of the instance.
 */
export interface Instantiate<Exports, All = Exports> {
  /**
   * Output goes to the process's own unless the options say otherwise: nobody is there to be handed what a library printed.
   * Rejects with a `WasiTrapError` if the library traps while it starts.
   */
  (options?: InstanceOptions): Promise<Exports & InstanceExtras<All>>
  /** Fetches and compiles ahead of time. Several calls share one load. */
  load(options?: LoadOptions): Promise<void>
}
