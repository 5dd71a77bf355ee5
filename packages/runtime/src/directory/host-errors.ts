import * as code from '../errno/errno.js'
import { errnoNames } from '../errno/names.js'

/** Node's names of errnos → errno. Other names become `io`. */
const codes = new Map(errnoNames().map((name, errno) => [`E${name.toUpperCase()}`, errno]))
  // These are second names of other errnos on some systems, such as Linux.
  .set('EWOULDBLOCK', code.WouldBlock)
  .set('EOPNOTSUPP', code.Unsupported)
  // Node's permission model (`node --permission`) throws this.
  .set('ERR_ACCESS_DENIED', code.Access)

/** The name of the errno of a failed call of `node:fs`. Undefined for other errors. */
export const errnoName = (error: unknown): string | undefined => {
  const { name, code, syscall } = error as NodeJS.ErrnoException
  // Deno's errors lack the name of the system call. Its permission errors lack the code, too.
  if (name === 'NotCapable') return 'EACCES'
  return typeof code === 'string' && (syscall !== undefined || codes.has(code)) ? code : undefined
}

/** Throws the guest's error for a failed call of `node:fs`. An error that is not a system error is thrown unchanged. */
export const rethrow = (error: unknown): never => {
  const name = errnoName(error)
  if (name === undefined) throw error
  return code.fail(codes.get(name) ?? code.Io)
}

/** Runs `act`, which calls `node:fs`, and converts its errors. */
export const systemCall = <T>(act: () => T): T => {
  try {
    return act()
  } catch (error) {
    return rethrow(error)
  }
}
