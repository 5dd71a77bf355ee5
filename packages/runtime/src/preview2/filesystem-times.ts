import { clockOf } from '../context/clock.js'
import type { RunContext } from '../context/run-context.js'
import type { Stat } from '../directory/directory.js'
import { trapBecause } from '../errors/trap.js'
import type { Abi } from './abi.js'

const BILLION = 1_000_000_000n

/** Lifts a `new-timestamp` from its flat values: nanoseconds since 1970, or undefined for `no-change`. */
export const newTimestamp = (context: RunContext, kind: number, seconds: bigint, nanoseconds: number): bigint | undefined => {
  if (kind === 0) return undefined
  if (kind >>> 0 > 2) trapBecause(`invalid new-timestamp ${kind >>> 0}`)
  return kind === 1 ? clockOf(context).now() : BigInt.asUintN(64, seconds) * BILLION + BigInt(nanoseconds >>> 0)
}

/** How a `descriptor-stat` and a `metadata-hash-value` cross the canonical ABI. */
export const statLowering = (abi: Abi) => {
  // The last time that was lowered, since the times of a file are often equal.
  let moment = -1n
  let seconds = 0n
  let nanoseconds = 0

  /** Writes an `option<datetime>` at `out`. It is `none` before 1970, where `datetime` begins. */
  const datetime = (view: DataView, out: number, time: bigint): void => {
    if (time !== moment) {
      moment = time
      seconds = time / BILLION
      nanoseconds = Number(time - seconds * BILLION)
    }
    view.setUint8(out, time < 0n ? 0 : 1)
    view.setBigUint64(out + 8, seconds, true)
    view.setUint32(out + 16, nanoseconds, true)
  }

  /** Writes a number below 2^53 as a u64 at `out`. */
  const count = (view: DataView, out: number, value: number): void => {
    view.setUint32(out, value, true)
    view.setUint32(out + 4, value / 2 ** 32, true)
  }

  return {
    stat(out: number, { type, links, size, accessed, modified, changed }: Stat): void {
      const at = abi.area(out, 96, 8)
      const { view } = abi
      view.setUint8(at, type)
      count(view, at + 8, links)
      count(view, at + 16, size)
      datetime(view, at + 24, accessed)
      datetime(view, at + 48, modified)
      datetime(view, at + 72, changed)
    },

    /** Writes a `metadata-hash-value`, which distinguishes a file from all others. */
    hash(out: number, { device, inode }: Stat): void {
      abi.area(out, 16, 8)
      abi.u64(out, inode)
      abi.u64(out + 8, device)
    },
  }
}
