import * as code from '../errno/errno.js'
import { errnoNames } from '../errno/names.js'

/** Node's names of errnos → errno. Other names become `io`. */
const codes = new Map(errnoNames().map((name, errno) => [`E${name.toUpperCase()}`, errno]))
  // These are second names of other errnos on some systems, such as Linux.
  .set('EWOULDBLOCK', code.WouldBlock)
  .set('EOPNOTSUPP', code.Unsupported)
  // Node's permission model (`node --permission`) throws this.
  .set('ERR_ACCESS_DENIED', code.Access)

export const errnoName = (error: unknown): string | undefined => {
  const { code: name, syscall } = error as NodeJS.ErrnoException
  return typeof name === 'string' && (syscall !== undefined || name === 'ERR_ACCESS_DENIED') ? name : undefined
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
