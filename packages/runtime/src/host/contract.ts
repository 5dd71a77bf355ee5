import type { Abi } from '../abi.js'
import type { HostState } from '../state.js'

/** A function as core wasm calls it: numbers in, at most one number out; results that do not fit go into memory (canonical ABI). */
// oxlint-disable-next-line typescript/no-explicit-any -- each WASI function has its own core signature
export type CoreFunction = (...args: any[]) => unknown

/** WASI interfaces without version (`wasi:io/streams`) → functions by WIT name (`[method]output-stream.write`). */
export type Interfaces = Record<string, Record<string, CoreFunction>>

/**
 * One WASI package's share of the host. Called once a run with that run's state; the function it returns is called once for each
 * core module that lowers imports (adapter, surrogate), since each brings its own `realloc`.
 */
export type HostPart = (state: HostState) => (abi: Abi) => Interfaces

/** A filesystem operation's failure; becomes the `result`'s error at the canonical-ABI border. */
export class FsError extends Error {
  constructor(
    /** `error-code` of wasi:filesystem/types: see filesystem-errors.ts. */
    readonly code: number,
  ) {
    super(`filesystem error-code ${code}`)
  }
}

/** What a `wasi:io/streams` input-stream handle stands for. */
export interface InputStream {
  /**
   * Reads up to `target.length` bytes into `target` (which lies in wasm memory: fill it at once, never keep it).
   * Returns the count, 0 at the end of the stream, or -1 when nothing is there yet (then `wait` says when).
   */
  readInto(target: Uint8Array): number
  /** Upper bound, in bytes, of what a read can give now; lets the caller allocate no more than needed. */
  available?(): number
  /** Whether `readInto` has something to say now. Default: always. */
  ready?(): boolean
  /**
   * Blocks (or, where `state.async`, returns a promise) until `readInto` has something to say. `alone`: nothing else, such as a
   * timer, may end this wait.
   */
  wait?(alone?: boolean): void | Promise<void>
  /** Of standard input: the run is over. */
  close?(): void
}

/** What a `wasi:io/streams` output-stream handle stands for. `bytes` lies in wasm memory: use it at once, never keep it. */
export interface OutputStream {
  /** Writes all of `bytes`. Throws FsError; the error then is the stream's last-operation-failed. */
  write(bytes: Uint8Array): void
  flush?(): void
}
