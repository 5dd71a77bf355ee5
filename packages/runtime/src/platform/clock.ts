import type { RunClock } from './platform.js'

/** A platform's clocks. */
export const makeClock = (monotonic: () => bigint, resolution: bigint): RunClock & { wall(): number } => {
  // Date.now() is right but coarse, and performance.now() is fine but free-running. The wall clock uses the fraction of the fine
  // one within the millisecond of the coarse one, so it follows when the system's clock is set.
  let origin = performance.timeOrigin
  // The last second that was read, and its nanoseconds: this saves two BigInts on the hot path.
  let second = -1
  let base = 0n
  const wall = (): number => {
    const coarse = Date.now()
    const fine = origin + performance.now()
    if (fine >= coarse && fine < coarse + 1) return fine
    // This happens near a millisecond's boundary, and after the clock was set.
    const held = fine < coarse ? coarse : coarse + 0.999
    origin += held - fine
    return held
  }
  return {
    wall,
    now() {
      const milliseconds = wall()
      const whole = Math.floor(milliseconds / 1000)
      if (whole !== second) base = BigInt((second = whole)) * 1_000_000_000n
      return base + BigInt(Math.floor((milliseconds - whole * 1000) * 1e6))
    },
    monotonic,
    resolution,
  }
}
