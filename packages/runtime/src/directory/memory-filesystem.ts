import { InsufficientSpace, ReadOnly, fail } from '../errno/errno.js'

/**
 * The default limits of a directory. An entry takes up to a kilobyte of the JavaScript heap, and a full heap ends the process, so
 * this many entries fit into a heap of 512 MB. The contents of files are outside the heap.
 */
export const MAX_ENTRIES = 2 ** 17
export const MAX_BYTES = 2 ** 30

/** The state that the inodes of one `memoryDirectory` share. */
export class MemoryFilesystem {
  /** The time of everything that `tree` brought along: when a run first asked for a time, by that run's clock. */
  born: bigint | undefined = undefined
  /** Whether a worker has the contents, which it returns at the end of its run. */
  lent = false
  /** The number of names. A long target of a symbolic link counts as further entries, because it is a string like a name. */
  entries = 0
  /** The bytes of files (without the holes at the end of sparse files), names and targets. */
  bytes = 0
  #lastInode = 0

  constructor(
    readonly readonly: boolean,
    readonly maxBytes = MAX_BYTES,
    readonly maxEntries = MAX_ENTRIES,
  ) {}

  writable(): void {
    if (this.readonly) fail(ReadOnly)
  }

  nextInode(): bigint {
    // Made once for each inode, because every call that returns a status needs a BigInt.
    return BigInt(++this.#lastInode)
  }

  /** Fails unless so many more entries and bytes fit. What a tree brought along may already exceed the limits. */
  ensureSpace(entries: number, bytes: number): void {
    if (this.entries + entries > this.maxEntries && entries > 0) fail(InsufficientSpace)
    if (this.bytes + bytes > this.maxBytes && bytes > 0) fail(InsufficientSpace)
  }

  /** How many more bytes fit. */
  get left(): number {
    return Math.max(0, this.maxBytes - this.bytes)
  }
}
