import * as code from '../errno.js'

/** Node's errno names → error-code. What the list lacks is `io`. */
const codes: Record<string, number> = {
  EACCES: code.Access,
  EAGAIN: code.WouldBlock,
  EALREADY: code.Already,
  EBADF: code.BadDescriptor,
  EBUSY: code.Busy,
  EDEADLK: code.Deadlock,
  EDQUOT: code.Quota,
  EEXIST: code.Exist,
  EFBIG: code.FileTooLarge,
  EILSEQ: code.IllegalByteSequence,
  EINPROGRESS: code.InProgress,
  EINTR: code.Interrupted,
  EINVAL: code.Invalid,
  EIO: code.Io,
  EISDIR: code.IsDirectory,
  ELOOP: code.Loop,
  EMLINK: code.TooManyLinks,
  EMSGSIZE: code.MessageSize,
  ENAMETOOLONG: code.NameTooLong,
  ENODEV: code.NoDevice,
  ENOENT: code.NoEntry,
  ENOLCK: code.NoLock,
  ENOMEM: code.InsufficientMemory,
  ENOSPC: code.InsufficientSpace,
  ENOTDIR: code.NotDirectory,
  ENOTEMPTY: code.NotEmpty,
  ENOTRECOVERABLE: code.NotRecoverable,
  ENOTSUP: code.Unsupported,
  ENOTTY: code.NoTty,
  ENXIO: code.NoSuchDevice,
  EOVERFLOW: code.Overflow,
  EPERM: code.NotPermitted,
  EPIPE: code.Pipe,
  EROFS: code.ReadOnly,
  ESPIPE: code.InvalidSeek,
  ETXTBSY: code.TextFileBusy,
  EXDEV: code.CrossDevice,
  // No error-code of their own. A full descriptor table is no memory in the adapter, too.
  EMFILE: code.InsufficientMemory,
  ENFILE: code.InsufficientMemory,
  ENOSYS: code.Unsupported,
  EOPNOTSUPP: code.Unsupported,
  // Node's permission model (`node --permission`).
  ERR_ACCESS_DENIED: code.Access,
}

export const errnoName = (error: unknown): string | undefined => {
  const { code: name, syscall } = error as NodeJS.ErrnoException
  return typeof name === 'string' && (syscall !== undefined || name === 'ERR_ACCESS_DENIED') ? name : undefined
}

/** Throws what a failed call of `node:fs` means to a guest; what is no system error is thrown as it is. */
export const rethrow = (error: unknown): never => {
  const name = errnoName(error)
  if (name === undefined) throw error
  return code.fail(codes[name] ?? code.Io)
}

/** Runs `act`, a call of `node:fs`. */
export const attempt = <T>(act: () => T): T => {
  try {
    return act()
  } catch (error) {
    return rethrow(error)
  }
}
