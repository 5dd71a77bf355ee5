import * as errno from './errno.js'

/**
 * The errno of each `error-code` of wasi:filesystem/types, in WIT order.
 * https://github.com/WebAssembly/wasi-filesystem/blob/main/wit/types.wit
 */
const ERRNOS: readonly number[] = [
  errno.Access,
  errno.WouldBlock,
  errno.Already,
  errno.BadDescriptor,
  errno.Busy,
  errno.Deadlock,
  errno.Quota,
  errno.Exist,
  errno.FileTooLarge,
  errno.IllegalByteSequence,
  errno.InProgress,
  errno.Interrupted,
  errno.Invalid,
  errno.Io,
  errno.IsDirectory,
  errno.Loop,
  errno.TooManyLinks,
  errno.MessageSize,
  errno.NameTooLong,
  errno.NoDevice,
  errno.NoEntry,
  errno.NoLock,
  errno.InsufficientMemory,
  errno.InsufficientSpace,
  errno.NotDirectory,
  errno.NotEmpty,
  errno.NotRecoverable,
  errno.Unsupported,
  errno.NoTty,
  errno.NoSuchDevice,
  errno.Overflow,
  errno.NotPermitted,
  errno.Pipe,
  errno.ReadOnly,
  errno.InvalidSeek,
  errno.TextFileBusy,
  errno.CrossDevice,
]

/** The nearest errno that has an `error-code`: some only exist in preview1. */
const nearest = (code: number): number => {
  if (code === errno.TooManyOpen || code === errno.TooManyOpenInSystem) return errno.InsufficientMemory
  return code === errno.NotImplemented ? errno.Unsupported : code
}

/** The `error-code` that `error` stands for. Anything other than a SystemError is thrown again. */
export const errorCode = (error: unknown): number => {
  const code = ERRNOS.indexOf(nearest(errno.errnoOf(error)))
  return code < 0 ? ERRNOS.indexOf(errno.Io) : code
}
