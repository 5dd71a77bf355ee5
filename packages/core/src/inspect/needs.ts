import type { Import } from '../read/core-module.js'

/** By preview1 function, or the beginning of its name; the first that fits. */
const NEEDS: readonly (readonly [prefix: string, needs: string])[] = [
  ['args_', 'arguments'],
  ['environ_', 'environment variables'],
  ['clock_', 'clock'],
  ['poll_oneoff', 'clock and standard streams (waiting)'],
  ['random_get', 'random'],
  ['proc_exit', 'exit code'],
  ['proc_raise', 'signals: answered ENOTSUP'],
  ['sched_yield', 'nothing'],
  ['sock_', 'network: answered ENOTSUP'],
  ['fd_write', 'standard streams and filesystem'],
  ['fd_read', 'standard streams and filesystem'],
  ['fd_close', 'standard streams and filesystem'],
  ['fd_fdstat_', 'standard streams and filesystem'],
  ['fd_', 'filesystem'],
  ['path_', 'filesystem'],
]

export function needOf(entry: Import): string {
  if (entry.module !== 'wasi_snapshot_preview1') return 'something outside preview1'
  if (entry.name === 'fd_readdir') return 'filesystem'
  return NEEDS.find(([prefix]) => entry.name.startsWith(prefix))?.[1] ?? 'something outside preview1'
}

/** By WASI 0.2 package. */
const INTERFACES: readonly (readonly [pattern: RegExp, needs: string])[] = [
  [/^wasi:cli\/(stdin|stdout|stderr|terminal)/, 'standard streams'],
  [/^wasi:cli\/environment/, 'arguments and environment variables'],
  [/^wasi:cli\/exit/, 'exit code'],
  [/^wasi:clocks\//, 'clock'],
  [/^wasi:filesystem\//, 'filesystem'],
  [/^wasi:random\//, 'random'],
  [/^wasi:sockets\//, 'network'],
  [/^wasi:http\//, 'network: HTTP'],
  [/^wasi:io\//, 'streams and waiting'],
]

export function needOfInterface(name: string): string {
  return INTERFACES.find(([pattern]) => pattern.test(name))?.[1] ?? 'an implementation by its user'
}
