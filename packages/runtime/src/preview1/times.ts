import { clockOf } from '../context/clock.js'
import type { RunContext } from '../context/run-context.js'
import { Invalid, fail } from '../errno/errno.js'

/** `fstflags` for the access time. Those for the modification time are two bits higher. */
const SetTime = 1
const SetNow = 2

const timeOf = (context: RunContext, value: bigint, flags: number): bigint | undefined => {
  if (flags & SetTime && flags & SetNow) fail(Invalid)
  return flags & SetTime ? BigInt.asUintN(64, value) : flags & SetNow ? clockOf(context).now() : undefined
}

/** The times to set: a time that is undefined is not changed. */
export const timesOf = (context: RunContext, accessed: bigint, modified: bigint, flags: number) =>
  [timeOf(context, accessed, flags), timeOf(context, modified, flags >> 2)] as const
