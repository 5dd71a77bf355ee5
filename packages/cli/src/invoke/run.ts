import type { Program } from '@unwasi/core'
import { command, reactor, unwasi, type ProgramSpec, type Run, type RunInstances, type RunOptions } from '@unwasi/runtime'

import type { Call } from './call.js'

type Exports = Readonly<Record<string, unknown>>
type Callable = (...args: readonly unknown[]) => unknown

/** Calls a function in a fresh instance, in which `_start` does not run. Returns what to print. */
export async function invoke(
  { kind }: Program,
  spec: ProgramSpec,
  { path, args, argv, shown, answer }: Call,
  options: RunOptions<'utf8'>,
): Promise<string> {
  let found: unknown =
    kind === 'reactor'
      ? (await reactor(spec)({ ...options, args: argv }))[unwasi.exports]
      : (await (command(spec) as Run & RunInstances<Exports>).instantiate(argv, { ...options, start: false })).exports
  for (const name of path) found = (found as Exports)[name]
  try {
    return shown((found as Callable)(...args))
  } catch (error) {
    const text = answer(error)
    if (text === undefined) throw error
    return text
  }
}
