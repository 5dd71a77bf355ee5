import type { Platform } from '../platform/platform.js'
import type { ResolvedOptions } from './options.js'

/** Whether a standard stream of the guest is a terminal. Without a platform, the option `terminal` answers for inherited ones, too. */
export const isTerminal = ({ options, platform }: { options: ResolvedOptions; platform?: Platform }, fd: 0 | 1 | 2): boolean => {
  const to = [options.stdin, options.stdout, options.stderr][fd]
  if (to === 'inherit' && platform) return platform.isTerminal(fd)
  // An input that is empty is not a terminal either.
  return options.terminal !== undefined && (fd ? to !== 'ignore' : options.input !== '')
}
