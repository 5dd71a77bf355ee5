import { InsufficientMemory, Io, NotImplemented, TooManyOpen, TooManyOpenInSystem, Unsupported, errnoOf } from '../errno/errno.js'
import type { CoreFunction } from '../preview1/part.js'
import type { HostState } from '../context/run-context.js'
import type { Abi } from './abi.js'
import type { HandleTable } from './handles.js'

export type { CoreFunction } from '../preview1/part.js'

/** WASI interfaces without version (`wasi:io/streams`) → functions by WIT name (`[method]output-stream.write`). */
export type Interfaces = Record<string, Record<string, CoreFunction>>

/** The state of a component's run. */
export interface ComponentState extends HostState {
  readonly handles: HandleTable
}

/**
 * One WASI package's share of the host. Called once a run with that run's state; the function it returns is called once for each
 * pair of memory and `realloc` that imports are lowered with.
 */
export type ComponentPart = (state: ComponentState) => (abi: Abi) => Interfaces

/** What a `wasi:io/streams` output-stream handle stands for. `bytes` lies in wasm memory: use it at once, never keep it. */
export interface OutputStream {
  /** Writes all of `bytes`. Throws SystemError; the error then is the stream's last-operation-failed. */
  write(bytes: Uint8Array): void
}

/**
 * The errno of each `error-code` of wasi:filesystem/types, in WIT order.
 * https://github.com/WebAssembly/wasi-filesystem/blob/main/wit/types.wit
 */
const ERRNOS = [
  2, 6, 7, 8, 10, 16, 19, 20, 22, 25, 26, 27, 28, 29, 31, 32, 34, 35, 37, 43, 44, 46, 48, 51, 54, 55, 56, 58, 59, 60, 61, 63, 64,
  69, 70, 74, 75,
]

/** The nearest errno that has an `error-code`, for those that preview1 alone can tell. */
const nearest = (errno: number): number => {
  if (errno === TooManyOpen || errno === TooManyOpenInSystem) return InsufficientMemory
  return errno === NotImplemented ? Unsupported : errno
}

/** The `error-code` that `error` stands for; anything that is no SystemError is thrown again. */
export const errorCode = (error: unknown): number => {
  const code = ERRNOS.indexOf(nearest(errnoOf(error)))
  return code < 0 ? ERRNOS.indexOf(Io) : code
}
