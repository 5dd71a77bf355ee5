import { clockOf } from '../context/clock.js'
import { pollable } from './handles.js'
import { Timer } from '../context/wait.js'
import type { ComponentPart } from './part.js'

const SECOND = 1_000_000_000n

/** The functions of wasi:clocks that return at once. */
export const clockReadings: ComponentPart =
  ({ context }) =>
  (abi) => {
    const { gate } = abi
    const clock = clockOf(context)
    const { resolution, wall } = clock
    const lowerDatetime = (out: number, nanoseconds: bigint): void => {
      abi.area(out, 16, 8)
      abi.u64(out, nanoseconds / SECOND)
      abi.u32(out + 8, Number(nanoseconds % SECOND))
    }
    return {
      'wasi:clocks/monotonic-clock': {
        now: gate.open(() => {
          gate.pass()
          return clock.monotonic()
        }),
        resolution: () => resolution,
      },
      'wasi:clocks/wall-clock': {
        now: wall
          ? (out: number) => {
              abi.area(out, 16, 8)
              const milliseconds = wall()
              const seconds = Math.floor(milliseconds / 1000)
              abi.pair(out, seconds, seconds / 2 ** 32)
              abi.u32(out + 8, (milliseconds - seconds * 1000) * 1e6)
            }
          : (out: number) => lowerDatetime(out, clock.now()),
        resolution: (out: number) => lowerDatetime(out, resolution),
      },
    }
  }

/** The pollables of wasi:clocks. */
export const clockTimers: ComponentPart = ({ context, handles }) => {
  const subscribe = (instant: bigint): number => handles.add(pollable, new Timer(context, instant))
  return () => ({
    'wasi:clocks/monotonic-clock': {
      'subscribe-instant': (instant: bigint) => subscribe(BigInt.asUintN(64, instant)),
      'subscribe-duration': (duration: bigint) => subscribe(clockOf(context).monotonic() + BigInt.asUintN(64, duration)),
    },
  })
}
