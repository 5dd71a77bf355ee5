import { clockOf } from '../context/clock.js'
import { Invalid, fail } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { Monotonic, Realtime } from './clock-ids.js'
import { writeU64 } from './guest-memory.js'
import { serve } from './host.js'

const check = (id: number): void => {
  if (id !== Realtime && id !== Monotonic) fail(Invalid)
}

export const clock_res_get = /* @__PURE__ */ serve('clock_res_get', (_table, memory, context) => {
  const clock = clockOf(context)
  return (id: number, out: number) =>
    attempt(() => {
      check(id)
      writeU64(memory, out, clock.resolution)
    })
})

export const clock_time_get = /* @__PURE__ */ serve('clock_time_get', (_table, memory, context) => {
  const clock = clockOf(context)
  return (id: number, _precision: bigint, out: number) =>
    attempt(() => {
      check(id)
      writeU64(memory, out, id === Monotonic ? clock.monotonic() : clock.now())
    })
})
