import type { InputStream, Sink, StreamContext } from '../stdio/streams.js'
import type { Clock, LoadOptions } from '../types.js'

/** The clocks of a run. */
export interface RunClock extends Clock {
  /** The same time as `now`, in milliseconds with a fraction: this saves two BigInts on the hot path. Absent in a user's clock. */
  wall?(): number
  /** The resolution of both clocks, in nanoseconds. */
  readonly resolution: bigint
}

export type Progress = NonNullable<LoadOptions['onProgress']>

/** What differs between Node and browsers. */
export interface Platform {
  /** The monotonic clock, in nanoseconds. */
  monotonic(): bigint
  /** The resolution of its clocks, in nanoseconds. */
  readonly resolution: bigint
  /** Whether modules of any size may be instantiated synchronously, unlike on a browser's main thread. */
  readonly syncInstances: boolean
  /** Present where guests are never suspended, because the thread may block. */
  readonly suspends?: false
  /** Blocks the thread for a time. It may return earlier. Present where something else can end the wait. */
  block?(milliseconds: number): void
  /** Identifies the current content of a URL, if the platform can tell when it changes. */
  revision?(url: URL | string): Promise<string>
  /** Fetches a file as bytes. */
  read(url: URL | string, onProgress?: Progress): Promise<Uint8Array<ArrayBuffer>>
  /** Fetches and compiles a module. */
  compile(url: URL | string, onProgress?: Progress): Promise<WebAssembly.Module>
  /** The standard input of the process, for the run of `context`. Throws if there is none. */
  stdin(context: StreamContext): InputStream
  /** The standard output (1) or error (2) of the process. */
  output(fd: 1 | 2, context: StreamContext): Sink
  isTerminal(fd: 0 | 1 | 2): boolean
}
