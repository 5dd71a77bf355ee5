import type { InputStream, Sink, StreamContext } from '../stdio/streams.js'
import type { Clock, LoadOptions } from '../types.js'

export interface PlatformClock extends Clock {
  /** As `now`, in milliseconds with a fraction: spares the hot path two BigInts. */
  wall(): number
  /** Of both clocks, nanoseconds. */
  readonly resolution: bigint
}

export type Progress = NonNullable<LoadOptions['onProgress']>

/** What differs between Node and browsers. */
export interface Platform {
  readonly clock: PlatformClock
  /** Instances may be made synchronously whatever their size: not so on a browser's main thread. */
  readonly syncInstances: boolean
  /** Distinguishes contents that were at one URL at different times, where the platform can tell. */
  revision?(url: URL | string): Promise<string>
  /** Fetches, as bytes. */
  read(url: URL | string, onProgress?: Progress): Promise<Uint8Array<ArrayBuffer>>
  /** Fetches and compiles. */
  compile(url: URL | string, onProgress?: Progress): Promise<WebAssembly.Module>
  /** The process's own standard input, for the run of `context`. Throws where there is none. */
  stdin(context: StreamContext): InputStream
  /** The process's own standard output (1) or error (2). */
  output(fd: 1 | 2): Sink
  isTerminal(fd: 0 | 1 | 2): boolean
}
