import type { RunContext } from '../src/context/run-context.js'
import * as functions from '../src/preview1/functions.js'
import type { HostPart, Preview1Host } from '../src/preview1/host.js'

/** The parts of all functions. */
export const host: readonly HostPart[] = Object.values(functions)

/** The host that `parts` make. */
export const serve = (context: RunContext, parts = host): Preview1Host => {
  let made: Preview1Host | undefined
  for (const add of parts) made = add(context, made)
  return made!
}
