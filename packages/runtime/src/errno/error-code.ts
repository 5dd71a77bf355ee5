import { InsufficientMemory, Io, NotImplemented, TooManyOpen, TooManyOpenInSystem, Unsupported, errnoOf } from './errno.js'

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
