import { Invalid, NameTooLong, NoEntry, NotPermitted, fail } from '../errno/errno.js'

const encoder = /* @__PURE__ */ new TextEncoder()

/** Fails unless `target` may be the target of a symbolic link: relative, and short enough for a buffer of PATH_MAX bytes. */
export const checkTarget = (target: string): void => {
  if (target === '') fail(NoEntry)
  if (target.includes('\0')) fail(Invalid)
  if (target.startsWith('/')) fail(NotPermitted)
  if (encoder.encode(target).length > 4095) fail(NameTooLong)
}
