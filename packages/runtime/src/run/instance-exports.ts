import type { Exports } from '../exports.js'
import type { Enter, GuestInstance } from '../guest/instance.js'

type Callable = (...args: unknown[]) => unknown

/** The exports of an instance as users get them. Each function runs through `enter`. */
export const exportsOf = ({ exports, guarded }: GuestInstance, start: string | undefined, enter: Enter): [string, unknown][] => {
  if (guarded) return Object.entries(guarded(enter))
  return ownExports(exports, start).map(([name, value]) => [
    name,
    typeof value === 'function' ? (...args: unknown[]) => enter(() => (value as Callable)(...args)) : value,
  ])
}

/** The exports of a core module, without those that only start it. */
export const ownExports = (exports: Exports, start: string | undefined): [string, unknown][] =>
  Object.entries(exports).filter(([name]) => name !== '_initialize' && name !== start)
