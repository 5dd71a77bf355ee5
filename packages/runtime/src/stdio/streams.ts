/** A stream that the guest reads, such as its standard input. */
export interface InputStream {
  /**
   * Reads up to `target.length` bytes into `target`, which is in wasm memory: fill it at once, and never keep it. Returns the
   * count, 0 at the end of the stream, or -1 if nothing is available yet, in which case `wait` waits for more.
   */
  readInto(target: Uint8Array): number
  /** An upper bound of the bytes that a read can return now. */
  available?(): number
  /** Whether `readInto` would now return data, the end or an error. Default: always. */
  ready?(): boolean
  /**
   * Blocks (or, in an async run, returns a promise) until the stream is `ready`. `alone` says that nothing else, such as a timer,
   * can end this wait.
   */
  wait?(alone?: boolean): void | Promise<void>
  /** Called at the end of the run. */
  close?(): void
}

/** Something that a guest can wait for. */
export interface Pollable {
  /** Whether waiting would return at once. */
  ready(): boolean
  /** The time of a timer on the monotonic clock, in nanoseconds. */
  readonly deadline?: bigint
  /** Waits like `InputStream.wait`. Absent in a timer. */
  wait?(alone: boolean): void | Promise<void>
}

/** A stream that the guest writes to. */
export interface OutputStream {
  /** Writes all of `bytes`, which are in wasm memory: use them at once, and never keep them. Throws a SystemError. */
  write(bytes: Uint8Array): void
}

/** The guest's standard output or error. */
export interface Sink extends OutputStream {
  /** The captured output. Empty unless the option was `pipe`. */
  captured?(): Uint8Array
  /** Resolves when a full sink takes more. Undefined if it takes more now. Called only if the guest can be suspended. */
  drained?(): Promise<unknown> | undefined
  /** Resolves when all output is written, or rejects if that failed. Undefined if nothing is left to write. */
  flushed?(): Promise<unknown> | undefined
  /** Called at the end of the run, to write everything that is still held back. */
  end?(): void
}

/** The parts of a run that its streams use. */
export interface StreamContext {
  /** Whether a wait may return a promise (JSPI). */
  readonly async: boolean
  readonly options: { readonly maxOutput: number }
  /** Present if a timeout or a signal may end the run. A blocking wait must then check for that from time to time. */
  readonly cancel?: object | undefined
  /** Runs the user's code. An error that it throws ends the run. */
  user<T>(code: () => T): T
  /** Ends the run if it has timed out or its signal is aborted. */
  interrupt(): void
  /** Ends the run with `error`. */
  fail(error: unknown): never
  /** Ends the run because the guest exceeded what `option` allows. */
  exceeded(code: 'OUTPUT_LIMIT', option: 'maxOutput', what: string): never
}
