import type { PlatformClock } from './platform.js'

/** The platform's clocks. */
export const makeClock = (monotonic: () => bigint, resolution: bigint): PlatformClock => {
  // Date.now() is right but coarse, performance.now() is fine but free-running: take the fine one's fraction, held within the
  // coarse one's millisecond, so that it follows when the system's clock is set.
  let origin = performance.timeOrigin
  // Of the second that it was when somebody last asked: it spares the hot path two BigInts.
  let second = -1
  let base = 0n
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
      const whole = Math.floor(milliseconds / 1000)
      if (whole !== second) base = BigInt((second = whole)) * 1_000_000_000n
      return base + BigInt(Math.floor((milliseconds - whole * 1000) * 1e6))
    },
    monotonic,
    resolution,
  }
}
