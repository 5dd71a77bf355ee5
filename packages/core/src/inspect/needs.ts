import { wasi, wasiName } from '../preview1/unstable.js'
import type { Import } from '../read/shapes.js'

export function needOf(entry: Import): string {
  const name = wasiName(entry)
  return name === undefined ? 'something outside preview1' : wasi[name].needs
}

/** What each package or interface of WASI 0.2 needs from the host. */
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
  return INTERFACES.find(([pattern]) => pattern.test(name))?.[1] ?? 'something outside WASI'
}
