import type { ResolvedOptions } from './options.js'
import type { RunContext } from './run-context.js'

/** Whether a standard stream of the guest is a terminal. */
export const isTerminal = ({ options, platform }: RunContext, fd: 0 | 1 | 2): boolean => {
  const to = [options.stdin, options.stdout, options.stderr][fd]
  if (to === 'inherit') return platform.isTerminal(fd)
  return isGivenTerminal(options, fd)
}

/** Whether the option `terminal` makes a standard stream a terminal, if it is not inherited. */
export const isGivenTerminal = (options: ResolvedOptions, fd: 0 | 1 | 2): boolean => {
  const to = [options.stdin, options.stdout, options.stderr][fd]
  // An input that is empty is not a terminal either.
  return options.terminal !== undefined && (fd ? to !== 'ignore' : options.input !== '')
}
