import type fs from 'node:fs'

import { ReadOnly, fail } from '../errno/errno.js'
import { BlockDevice, CharacterDevice, DirectoryType, Fifo, RegularFile, Socket, SymbolicLink, Unknown } from './directory.js'
import type { Stat } from './directory.js'
import type { Anchoring } from './host-anchor.js'

type Times = readonly [accessed: bigint, modified: bigint]

interface Dated {
  readonly stored: Times
  readonly exact: Times
}

/** The maximum number of files whose exact times are kept. A guest can set the times of any number of files. */
const MAX_DATED = 10_000

/** The state that the descriptors of one `hostDirectory` share during one run. */
export class HostTree {
  readonly #times = new Map<string, Dated>()

  constructor(
    readonly anchoring: Anchoring,
    readonly readonly: boolean,
  ) {}

  writable(): void {
    if (this.readonly) fail(ReadOnly)
  }

  stat(stats: fs.BigIntStats): Stat {
    const { stored, exact } = (this.#times.size ? this.#times.get(keyOf(stats)) : undefined) ?? {}
    return {
      device: stats.dev,
      inode: stats.ino,
      type: typeOf(stats),
      links: Number(stats.nlink),
      size: Number(stats.size),
      accessed: stats.atimeNs === stored?.[0] ? exact![0] : stats.atimeNs,
      modified: stats.mtimeNs === stored?.[1] ? exact![1] : stats.mtimeNs,
      changed: stats.ctimeNs,
    }
  }

  /**
   * Sets times with `set`, which takes seconds. libuv takes doubles and truncates them to microseconds, so the times on disk are
   * right to within a microsecond. This tree remembers the guest's times, and reports them until the file gets other ones.
   * https://github.com/libuv/libuv/blob/v1.x/src/unix/fs.c (uv__fs_to_timespec)
   */
  setTimes(
    look: () => fs.BigIntStats,
    set: (accessed: number, modified: number) => void,
    accessed?: bigint,
    modified?: bigint,
  ): void {
    this.writable()
    if (accessed === undefined && modified === undefined) return
    // Node always sets both times, so one that must not change is read and written back.
    const before = accessed === undefined || modified === undefined ? this.stat(look()) : undefined
    const exact: Times = [accessed ?? before!.accessed, modified ?? before!.modified]
    set(toSeconds(exact[0]), toSeconds(exact[1]))
    if (exact.every((time) => time % 1000n === 0n)) return
    const stats = look()
    const stored: Times = [stats.atimeNs, stats.mtimeNs]
    // A larger difference comes from the filesystem and not from Node (FAT counts in two seconds). It must be reported.
    if (exact.every((time, index) => distance(time, stored[index]!) < 2000n)) this.#remember(keyOf(stats), { stored, exact })
  }

  #remember(key: string, dated: Dated): void {
    const times = this.#times
    if (times.size === MAX_DATED && !times.has(key)) times.delete(times.keys().next().value!)
    times.set(key, dated)
  }
}

const keyOf = ({ dev, ino }: fs.BigIntStats): string => `${dev}:${ino}`
const distance = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b)

/** The double that, truncated to microseconds, is nearest to `time`. */
const toSeconds = (time: bigint): number => {
  const micros = (time + 500n) / 1000n
  const rest = Number(micros % 1_000_000n)
  // A double near today is precise to a quarter of a microsecond, so this aims at the middle.
  return Number(micros / 1_000_000n) + (rest && (rest + 0.4) / 1e6)
}

// The types by the top four bits of st_mode, which are the same on all systems:
// https://man7.org/linux/man-pages/man7/inode.7.html
const types = [
  Unknown,
  Fifo,
  CharacterDevice,
  Unknown,
  DirectoryType,
  Unknown,
  BlockDevice,
  Unknown,
  RegularFile,
  Unknown,
  SymbolicLink,
  Unknown,
  Socket,
]

export const typeOf = ({ mode }: fs.BigIntStats | fs.Stats): number => types[Number(mode) >> 12] ?? Unknown

export const direntType = (entry: fs.Dirent): number => {
  if (entry.isFile()) return RegularFile
  if (entry.isDirectory()) return DirectoryType
  if (entry.isSymbolicLink()) return SymbolicLink
  if (entry.isCharacterDevice()) return CharacterDevice
  if (entry.isBlockDevice()) return BlockDevice
  if (entry.isFIFO()) return Fifo
  return entry.isSocket() ? Socket : Unknown
}
