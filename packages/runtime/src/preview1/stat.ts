import type { Stat } from '../directory/directory.js'
import { filetype } from './filetype.js'
import { setCount, type GuestMemory } from './guest-memory.js'

/** The size of a `filestat`. */
const FILESTAT = 64

/** Times before 1970 are reported as 0. */
export const timestamp = (time: bigint): bigint => (time < 0n ? 0n : time)

/** Writes a `filestat`. */
export const writeStat = (memory: GuestMemory, out: number, stat: Stat): void => {
  const at = memory.address(out, FILESTAT)
  const { view } = memory
  view.setBigUint64(at, stat.device, true)
  view.setBigUint64(at + 8, stat.inode, true)
  // This also writes the padding after the type.
  setCount(view, at + 16, filetype(stat.type))
  setCount(view, at + 24, stat.links)
  setCount(view, at + 32, stat.size)
  view.setBigUint64(at + 40, timestamp(stat.accessed), true)
  view.setBigUint64(at + 48, timestamp(stat.modified), true)
  view.setBigUint64(at + 56, timestamp(stat.changed), true)
}
