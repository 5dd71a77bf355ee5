import * as code from '../errno/errno.js'
import { errnoNames } from '../errno/names.js'

/** Node's errno names → errno. What is not here is `io`. */
const codes = new Map(errnoNames().map((name, errno) => [`E${name.toUpperCase()}`, errno]))
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
export const systemCall = <T>(act: () => T): T => {
  try {
    return act()
  } catch (error) {
    return rethrow(error)
  }
}
