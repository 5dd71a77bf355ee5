import * as code from '../errno/errno.js'

/**
 * The errnos of preview1 in their order, from 1 on, by their POSIX names.
 * https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno
 */
const NAMES = `
  E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY ECANCELED ECHILD ECONNABORTED ECONNREFUSED
  ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT EEXIST EFAULT EFBIG EHOSTUNREACH EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN
  EISDIR ELOOP EMFILE EMLINK EMSGSIZE EMULTIHOP ENAMETOOLONG ENETDOWN ENETRESET ENETUNREACH ENFILE ENOBUFS ENODEV ENOENT ENOEXEC
  ENOLCK ENOLINK ENOMEM ENOMSG ENOPROTOOPT ENOSPC ENOSYS ENOTCONN ENOTDIR ENOTEMPTY ENOTRECOVERABLE ENOTSOCK ENOTSUP ENOTTY ENXIO
  EOVERFLOW EOWNERDEAD EPERM EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE EROFS ESPIPE ESRCH ESTALE ETIMEDOUT ETXTBSY EXDEV`

/** Node's errno names → errno. What the list lacks is `io`. */
const codes = new Map(
  NAMES.trim()
    .split(/\s+/)
    .map((name, index) => [name, index + 1]),
)
  // Second names of the same on some systems, Linux among them.
  .set('EWOULDBLOCK', code.WouldBlock)
  .set('EOPNOTSUPP', code.Unsupported)
  // Node's permission model (`node --permission`).
  .set('ERR_ACCESS_DENIED', code.Access)

export const errnoName = (error: unknown): string | undefined => {
  const { code: name, syscall } = error as NodeJS.ErrnoException
  return typeof name === 'string' && (syscall !== undefined || name === 'ERR_ACCESS_DENIED') ? name : undefined
}

/** Throws what a failed call of `node:fs` means to a guest; what is no system error is thrown as it is. */
export const rethrow = (error: unknown): never => {
  const name = errnoName(error)
  if (name === undefined) throw error
  return code.fail(codes.get(name) ?? code.Io)
}

/** Runs `act`, a call of `node:fs`. */
export const attempt = <T>(act: () => T): T => {
  try {
    return act()
  } catch (error) {
    return rethrow(error)
  }
}
