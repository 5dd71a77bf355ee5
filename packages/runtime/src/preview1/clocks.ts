import { clockOf } from '../context/clock.js'
import { Invalid, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { part } from './host.js'

/** Preview1 `clockid`. The clocks of CPU time are not supported. */
export const Realtime = 0
export const Monotonic = 1

export const clocks = /* @__PURE__ */ part(({ memory, context }) => {
  const clock = clockOf(context)
  const known = (id: number) => id === Realtime || id === Monotonic || fail(Invalid)

  return {
    clock_res_get: (id: number, out: number) =>
      attempt(() => {
        known(id)
        memory.u64(out, clock.resolution)
      }),
    clock_time_get: (id: number, _precision: bigint, out: number) =>
      attempt(() => {
        known(id)
        memory.u64(out, id === Monotonic ? clock.monotonic() : clock.now())
      }),
  }
})
