import { InsufficientSpace, ReadOnly, fail } from '../errno/errno.js'

/**
 * What a guest may put into a directory that is granted without limits. An entry costs the JavaScript heap up to a kilobyte and the
 * heap ends the process when it is full, so there is room for these even in one of 512 MB. Contents of files lie outside of it.
 */
export const MAX_ENTRIES = 2 ** 17
export const MAX_BYTES = 2 ** 30

/** What the inodes of one `memoryDirectory` share. */
export class MemoryFilesystem {
  /** When a run first asked: the time of all that was there from the start, by that run's clock. */
  born: bigint | undefined
  /** Names that there are. The target of a symbolic link, which is a string as they are, counts as more where it is long. */
  entries = 0
  /** Of files (without the holes that sparse files end in), names and targets. */
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

  nextInode(): number {
    return ++this.#lastInode
  }

  /** Fails unless there is room for so many more. What a tree brought along may be more than the limits. */
  ensureSpace(entries: number, bytes: number): void {
    if (this.entries + entries > this.maxEntries && entries > 0) fail(InsufficientSpace)
    if (this.bytes + bytes > this.maxBytes && bytes > 0) fail(InsufficientSpace)
  }

  /** How many bytes more there is room for. */
  get left(): number {
    return Math.max(0, this.maxBytes - this.bytes)
  }
}
