import type { ResolvedOptions } from '../context/options.js'
import { badOption } from '../errors/problem.js'
import type { Exports } from '../exports.js'
import type { CommandInstance } from '../instance-types.js'
import type { Program, ProgramSpec } from './program.js'

type Make<Rest extends unknown[], Made> = (
  program: Program,
  spec: ProgramSpec,
  argv: readonly string[],
  resolved: ResolvedOptions,
  ...rest: Rest
) => Promise<Made>

/** Makes instances that are suspended while they wait. */
export interface Waiter {
  readonly library: Make<[], Exports>
  readonly command: Make<[start: boolean], CommandInstance<Exports>>
}

const isWaiter = (value: unknown): value is Waiter => typeof (value as Partial<Waiter> | null)?.library === 'function'

/** Checks the option `async`. Programs that never pass it get no more than this. */
export const waiterOf = (async: unknown): Waiter => {
  if (isWaiter(async)) return async
  throw badOption("option 'async'", async, "`jspi`, which '@unwasi/runtime' exports")
}
