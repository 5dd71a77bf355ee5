import { encodeText } from '../bytes.js'
import { Invalid, NameTooLong, NoEntry, NotPermitted, fail } from '../errno/errno.js'

/** Fails unless `target` may be the target of a symbolic link: relative, and short enough for a buffer of PATH_MAX bytes. */
export const checkTarget = (target: string): void => {
  if (target === '') fail(NoEntry)
  if (target.includes('\0')) fail(Invalid)
  if (target.startsWith('/')) fail(NotPermitted)
  if (encodeText(target).length > 4095) fail(NameTooLong)
}
