import type { Directory, Tree } from './directory/directory.js'
import type { ImportModule } from './import-types.js'
import type { InputData, Output, ProgramInput, ProgramOutput, Stdin } from './stdio-types.js'

export type { GlobalLike, Guest, ImportModule, MemoryLike } from './import-types.js'
export type {
  InputData,
  InputWriter,
  NodeWritableLike,
  Output,
  ProgramInput,
  ProgramOutput,
  ReadableOutput,
  ReadableStreamLike,
  Stdin,
  WritableStreamLike,
} from './stdio-types.js'

/** What a call gives to the program, and where its output goes. Nothing is given by default: no variables, no files, no input. */
export interface RunOptions<Encoding extends 'utf8' | 'bytes' = 'utf8' | 'bytes'> {
  /** The guest's environment. Default: empty. */
  env?: Record<string, string>
  /** What the guest reads from standard input. Can't be combined with `stdin`. Default: nothing. */
  input?: InputData
  /** Where standard input comes from, if not from `input`. Default: `ignore`, which means that it is empty. */
  stdin?: Stdin
  /** Where standard output goes. Default: `pipe`, which captures it. */
  stdout?: Output
  /** Where standard error goes. Default: `pipe`, which captures it. */
  stderr?: Output
  /**
   * Makes standard streams terminals for the guest, except those that are inherited, ignored or empty. Sets the variables `COLUMNS`,
   * `LINES` and `TERM` (`xterm-256color`) unless `env` has them. Nothing is translated: `docs/run.md` says what a terminal must do.
   */
  terminal?: Terminal
  /** The form of captured output: text decoded as UTF-8 (default), or bytes. */
  encoding?: Encoding
  /** The directories that the guest may open, by guest path. A plain tree is short for `memoryDirectory(tree)`. Default: none. */
  dirs?: Record<string, Directory | Tree>
  /** A clock for a deterministic run. Default: the platform's. */
  clock?: Clock
  /** Fills its argument with random bytes. Default: the platform's secure source. */
  random?: (bytes: Uint8Array) => void
  /** What the guest imports from JavaScript, by the names of its import modules. Default: what the build names. */
  imports?: Readonly<Record<string, ImportModule>>
  /** Called after each WASI call of the guest. */
  trace?: (call: TraceCall) => void
  /** Ends the run when it is aborted, as soon as the thread can notice that. `docs/limits.md` says when. */
  signal?: AbortSignalLike
  /**
   * How long the guest may run, in milliseconds of the platform's clock. Checked at each WASI call and while the guest waits.
   * Default: no limit.
   */
  timeout?: number
  /** The most bytes to capture of `stdout` and of `stderr` each. A guest that prints more is ended. Default: 100,000,000. */
  maxOutput?: number
  /** The most bytes of memory that the guest may have, checked at the start and each WASI call. Default: the engine's limit. */
  maxMemory?: number
  /** The maximum number of descriptors, or resources of a component, that the guest may have open at once. Default: 10,000. */
  maxHandles?: number
}

/** The size of a terminal, in characters. */
export interface Terminal {
  /** The width. */
  columns: number
  /** The height. */
  rows: number
}

/** The part of an `AbortSignal` that a run uses. The type needs neither the DOM library nor Node's types. */
export interface AbortSignalLike {
  /** Whether it was aborted. */
  readonly aborted: boolean
  /** Why. The error of the run has it as `cause`. */
  readonly reason?: unknown
  /** Calls `listener` when it is aborted. */
  addEventListener(type: 'abort', listener: () => void): void
  /** Undoes `addEventListener`, when the run ends. */
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The time that a guest sees. */
export interface Clock {
  /** The wall clock, in nanoseconds since 1970. */
  now(): bigint
  /** The monotonic clock, in nanoseconds since any fixed instant. */
  monotonic(): bigint
  /**
   * Called instead of waiting: a virtual clock advances by `nanoseconds`. Default: the guest waits that long in real time, and
   * then counts as woken, whatever `monotonic` says.
   */
  sleep?(nanoseconds: bigint): void
}

/** A WASI call that a guest made. */
export interface TraceCall {
  /** The WASI name of the function: `fd_write`, `path_open` … */
  name: string
  /** The decoded arguments by their WASI names. A buffer or list is represented by its length in bytes. */
  args: Record<string, number | bigint | string>
  /** The decoded results by their WASI names (`nwritten`, `fd`). Empty if the call failed. */
  results: Record<string, number | bigint | string>
  /** `success`, or the WASI name of the errno (`noent`). */
  errno: string
}

/** What a run that ended by itself leaves. */
export interface RunResult<Output extends string | Uint8Array = string> {
  /** The exit code, from 0 to 255. */
  exitCode: number
  /** The captured output. Empty unless the option `stdout` was `pipe`. */
  stdout: Output
  /** The captured errors and messages. Empty unless the option `stderr` was `pipe`. */
  stderr: Output
}

/** Options of `load()`. */
export interface LoadOptions {
  /**
   * Called while the guest is loaded, with numbers of bytes. `total` is undefined if the server does not announce it. Not called
   * if another call without `onProgress` already began to load the guest.
   */
  onProgress?: (progress: { loaded: number; total: number | undefined }) => void
}

/** Options of `run.spawn()`. Output that is a `pipe` is not captured, so `encoding` is missing. */
export interface SpawnOptions extends Omit<RunOptions, 'encoding' | 'stdin'> {
  /** Where standard input comes from, if not from `input`. `pipe`: from the program's `stdin`. Default: `ignore`. */
  stdin?: Stdin | 'pipe'
}

/** `Options` without any other names, which a generic type would allow. */
export type Exactly<Options> = Options & {
  readonly [Key in keyof Options]: Key extends keyof SpawnOptions ? SpawnOptions[Key] : never
}

/** `Stream` if the option `Name` is `pipe`. `Default` is what it is if it is left out. */
type Piped<Options, Name extends keyof SpawnOptions, Default, Stream> = Name extends keyof Options
  ? StreamOf<undefined extends Options[Name] ? Default | Exclude<Options[Name], undefined> : Options[Name], Stream>
  : StreamOf<Default, Stream>
type StreamOf<Value, Stream> = Value extends 'pipe' ? Stream : undefined

/** A program that `run.spawn()` started. */
export type SpawnedProgram<Options extends SpawnOptions = SpawnOptions> = {
  /** What the program reads. Undefined unless the option `stdin` is `pipe`. */
  readonly stdin: Piped<Options, 'stdin', 'ignore', ProgramInput>
  /** What the program prints. Undefined unless the option `stdout` is `pipe`. */
  readonly stdout: Piped<Options, 'stdout', 'pipe', ProgramOutput>
  /** Like `stdout`. */
  readonly stderr: Piped<Options, 'stderr', 'pipe', ProgramOutput>
  /**
   * Resolves when the program has exited, with any code. Rejects if it trapped, was killed or reached a limit. A rejection
   * without a handler is not reported.
   */
  readonly exited: Promise<{ exitCode: number }>
  /** Ends the program, like a signal: `exited` rejects with `ABORTED`, whose `cause` is `reason`. Later calls do nothing. */
  kill(reason?: unknown): void
} & {
  /** Kills the program, and waits until it has ended. Does not throw. */
  readonly [Key in AsyncDisposeKey]: () => Promise<void>
}

/** The type of `Symbol.asyncDispose`, if TypeScript's library has it. */
export type AsyncDisposeKey = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol } ? Key : never

/** What starts a run. */
export interface RunCall {
  (args?: readonly string[], options?: RunOptions<'utf8'>): Promise<RunResult<string>>
  (args: readonly string[] | undefined, options: RunOptions<'bytes'> & { encoding: 'bytes' }): Promise<RunResult<Uint8Array>>
  /** For options whose `encoding` is only known at run time. */
  (args?: readonly string[], options?: RunOptions): Promise<RunResult<string | Uint8Array>>
}

/** A WASI command as a function. Every call runs a fresh instance. */
export interface Run extends RunCall {
  /** Fetches and compiles the program ahead of time. Several calls share one load. */
  load(options?: LoadOptions): Promise<void>
  /**
   * Starts the program and returns at once, with streams to its input and output. Needs an engine with JSPI
   * (`WebAssembly.Suspending`); throws `UNSUPPORTED_MODE` elsewhere.
   */
  spawn<Options extends SpawnOptions = {}>(args?: readonly string[], options?: Exactly<Options>): SpawnedProgram<Options>
  /** Runs the program synchronously. Throws if `load()` has not resolved yet. */
  sync(args?: readonly string[], options?: RunOptions<'utf8'>): RunResult<string>
  sync(args: readonly string[] | undefined, options: RunOptions<'bytes'> & { encoding: 'bytes' }): RunResult<Uint8Array>
  sync(args?: readonly string[], options?: RunOptions): RunResult<string | Uint8Array>
}

/** Functions as JavaScript may give them to a program that is a component: they may return promises. */
type WaitingFunctions<Functions> = {
  readonly [Key in keyof Functions]: Functions[Key] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Result | Promise<Result>
    : Functions[Key]
}

/** The class of a resource. If WIT has no constructor for it, which makes that of the type private, JavaScript's may take anything. */
type WaitingClass<Class extends { prototype: object }> = (abstract new (
  ...args: Class extends abstract new (...args: infer Args) => unknown ? Args : never
) => WaitingFunctions<Class['prototype']>) &
  WaitingFunctions<Omit<Class, 'prototype'>>

/** An interface as JavaScript may give it to a program that is a component: its functions and methods may return promises. */
export type Waiting<Interface> = Interface extends (...args: infer Args) => infer Result
  ? (...args: Args) => Result | Promise<Result>
  : {
      readonly [Key in keyof Interface]: Interface[Key] extends (...args: infer Args) => infer Result
        ? (...args: Args) => Result | Promise<Result>
        : Interface[Key] extends { prototype: object }
          ? WaitingClass<Interface[Key]>
          : Interface[Key]
    }

/** A WASI command that imports functions from JavaScript which each call has to give. */
export interface RunWith<Imports extends object> extends Pick<Run, 'load'> {
  (
    args: readonly string[] | undefined,
    options: RunOptions<'bytes'> & { encoding: 'bytes'; imports: Imports },
  ): Promise<RunResult<Uint8Array>>
  (args: readonly string[] | undefined, options: RunOptions<'utf8'> & { imports: Imports }): Promise<RunResult<string>>
  /** The same as that of `Run`. */
  spawn<Options extends SpawnOptions & { imports: Imports }>(
    args: readonly string[] | undefined,
    options: Exactly<Options>,
  ): SpawnedProgram<Options>
  /** The same as that of `Run`. */
  sync(
    args: readonly string[] | undefined,
    options: RunOptions<'bytes'> & { encoding: 'bytes'; imports: Imports },
  ): RunResult<Uint8Array>
  sync(args: readonly string[] | undefined, options: RunOptions<'utf8'> & { imports: Imports }): RunResult<string>
}
