import { badOption } from '../errors/problem.js'
import { makeClock } from '../platform/clock.js'
import type { RunClock } from '../platform/platform.js'
import type { Clock } from '../types.js'
import type { RunContext } from './run-context.js'

/**
 * The clocks of the run. Only the parts of a host that tell the time call this, so that bundlers leave out the code for clocks if
 * the guest never asks for the time.
 */
export const clockOf = (context: RunContext): RunClock => (context.clock ??= openClock(context))

const openClock = (context: RunContext): RunClock => {
  const { options, platform } = context
  const { clock } = options
  if (!clock) return makeClock(platform.monotonic, platform.resolution)
  return {
    now: () => context.user(() => nanoseconds(clock, 'now')),
    monotonic: () => context.user(() => nanoseconds(clock, 'monotonic')),
    resolution: 1n,
  }
}

/** The time by the user's clock: a bigint, or a whole number. */
const nanoseconds = (clock: Clock, name: 'now' | 'monotonic'): bigint => {
  const value: unknown = clock[name]()
  if (typeof value === 'bigint') return value
  if (Number.isInteger(value)) return BigInt(value as number)
  throw badOption(`result of clock.${name}()`, value, 'a bigint of nanoseconds')
}
