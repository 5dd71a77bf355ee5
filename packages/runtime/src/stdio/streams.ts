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
   * Blocks (or, where `state.async`, returns a promise) until `readInto` has something to say. `alone`: nothing else, such as a
   * timer, may end this wait.
   */
  wait?(alone?: boolean): void | Promise<void>
  /** The run is over. */
  close?(): void
}

/** The guest's standard output or error. */
export interface Sink {
  /** Writes all of `bytes`, which lie in wasm memory: use them at once, never keep them. Throws SystemError. */
  write(bytes: Uint8Array): void
  /** What was captured; empty unless it was a pipe. */
  captured?(): Uint8Array
  /** When the sink takes more, if it should not get more now. Asked only where the guest can be suspended. */
  drained?(): Promise<unknown> | undefined
  /** When all is written that is still to be written. It rejects if that failed. */
  flushed?(): Promise<unknown> | undefined
  /** The run is over: write out what is held back. */
  end?(): void
}
