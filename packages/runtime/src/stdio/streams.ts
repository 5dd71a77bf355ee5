/** What the guest reads as its standard input. */
export interface InputStream {
  /**
   * Reads up to `target.length` bytes into `target` (which lies in wasm memory: fill it at once, never keep it).
   * Returns the count, 0 at the end of the stream, or -1 when nothing is there yet (then `wait` says when).
   */
  readInto(target: Uint8Array): number
  /** Upper bound, in bytes, of what a read can give now. */
  available?(): number
  /** Whether `readInto` has something to say now. Default: always. */
  ready?(): boolean
  /**
   * Blocks (or, in an async run, returns a promise) until `readInto` has something to say. `alone`: nothing else, such as a
   * timer, may end this wait.
   */
  wait?(alone?: boolean): void | Promise<void>
  /** The run is over. */
  close?(): void
}

/** What can be waited for. */
export interface Pollable {
  /** Whether waiting would return at once. */
  ready(): boolean
  /** The time of a timer on the monotonic clock, nanoseconds. */
  readonly deadline?: bigint
  /** Waits for anything that is not a timer, as `InputStream.wait` does. */
  wait?(alone: boolean): void | Promise<void>
}

/** What a guest can write to. */
export interface OutputStream {
  /** Writes all of `bytes`, which lie in wasm memory: use them at once, never keep them. Throws SystemError. */
  write(bytes: Uint8Array): void
}

/** The guest's standard output or error. */
export interface Sink extends OutputStream {
  /** What was captured; empty unless it was a pipe. */
  captured?(): Uint8Array
  /** When the sink takes more, if it should not get more now. Asked only where the guest can be suspended. */
  drained?(): Promise<unknown> | undefined
  /** When all is written that is still to be written. It rejects if that failed. */
  flushed?(): Promise<unknown> | undefined
  /** The run is over: write out what is held back. */
  end?(): void
}

/** What a stream may ask of the run that it belongs to. */
export interface StreamContext {
  /** Whether a wait may return a promise (JSPI). */
  readonly async: boolean
  readonly options: { readonly maxOutput: number }
  /** Present where something may end the run before its time: then no wait may block without looking up now and then. */
  readonly cancel?: object | undefined
  /** Runs the user's code; what it throws ends the run. */
  user<T>(code: () => T): T
  /** Ends the run if its time is up or its signal is aborted. */
  interrupt(): void
  /** Ends the run with `error`. */
  fail(error: unknown): never
  /** Ends the run because its guest reached what `option` allows. */
  exceeded(code: 'OUTPUT_LIMIT', option: 'maxOutput', what: string): never
}
