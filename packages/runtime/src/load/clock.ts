import type { PlatformClock } from '../platform.js'

/** The platform's clocks. */
export const makeClock = (monotonic: () => bigint, resolution: bigint): PlatformClock => {
  // Date.now() is right but coarse, performance.now() is fine but free-running: take the fine one's fraction, held within the
  // coarse one's millisecond, so that it follows when the system's clock is set.
  let origin = performance.timeOrigin
  const wall = (): number => {
    const coarse = Date.now()
    const fine = origin + performance.now()
    if (fine >= coarse && fine < coarse + 1) return fine
    // Near the border of a millisecond; anywhere else the clock was set.
    const held = fine < coarse ? coarse : coarse + 0.999
    origin += held - fine
    return held
  }
  return {
    wall,
    now() {
      const milliseconds = wall()
      const whole = Math.floor(milliseconds)
      return BigInt(whole) * 1_000_000n + BigInt(Math.floor((milliseconds - whole) * 1e6))
    },
    monotonic,
    resolution,
  }
}
