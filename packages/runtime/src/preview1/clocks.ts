import { Invalid, fail } from '../errno.js'
import { attempt, type HostPart } from './contract.js'

/** Preview1 `clockid`. The others, of CPU time, are not known here. */
export const Realtime = 0
export const Monotonic = 1

const BILLION = 1_000_000_000n

export const clocks: HostPart = ({ clock, memory, options, platform }) => {
  const known = (id: number) => id === Realtime || id === Monotonic || fail(Invalid)
  // Of the second that it was when somebody last asked: it spares the hot path two BigInts.
  let second = -1
  let base = 0n

  const realtime = (): bigint => {
    if (options.clock) return clock.now()
    const milliseconds = platform.clock.wall()
    const whole = Math.floor(milliseconds / 1000)
    if (whole !== second) base = BigInt((second = whole)) * BILLION
    return base + BigInt(Math.floor((milliseconds - whole * 1000) * 1e6))
  }

  return {
    clock_res_get: (id: number, out: number) =>
      attempt(() => {
        known(id)
        memory.u64(out, options.clock ? 1n : platform.clock.resolution)
      }),
    clock_time_get: (id: number, _precision: bigint, out: number) =>
      attempt(() => {
        known(id)
        memory.u64(out, id === Monotonic ? clock.monotonic() : realtime())
      }),
  }
}
