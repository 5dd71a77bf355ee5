import type { DirectoryContext, Stat } from './directory.js'
import type { MemoryFilesystem } from './memory-filesystem.js'

/** An inode. It lives as long as a name or an open descriptor refers to it. */
export abstract class Inode {
  abstract readonly type: number
  abstract readonly size: number
  /** Number of names. */
  links = 0
  /** Number of open descriptors. */
  users = 0
  accessed: bigint | undefined
  modified: bigint | undefined
  changed: bigint | undefined
  readonly number: number

  /** `now` is absent for what a tree brings along. */
  constructor(
    readonly filesystem: MemoryFilesystem,
    now?: bigint,
  ) {
    this.number = filesystem.nextInode()
    this.accessed = this.modified = this.changed = now
  }

  get linkCount(): number {
    return this.links
  }

  /** Bytes that it takes while it lives, not counting names. */
  get held(): number {
    return 0
  }

  /** How many entries it counts as beyond its names. */
  get weight(): number {
    return 0
  }

  /** Whether a name or an open descriptor refers to it. */
  get alive(): boolean {
    return this.links + this.users > 0
  }

  /** It begins (1) or ceases (-1) to take room. */
  count(sign: 1 | -1): void {
    this.filesystem.bytes += sign * this.held
    this.filesystem.entries += sign * this.weight
  }

  /** A descriptor is disposed of. */
  release(): void {
    this.users--
    if (!this.alive) this.count(-1)
  }

  stat(context: DirectoryContext): Stat {
    const born = (this.filesystem.born ??= context.now())
    return {
      device: context.device(this.filesystem),
      inode: BigInt(this.number),
      type: this.type,
      links: this.linkCount,
      size: this.size,
      accessed: this.accessed ?? born,
      modified: this.modified ?? born,
      changed: this.changed ?? born,
    }
  }

  /** Contents (or, for a directory, entries) changed. */
  touch(now: bigint): void {
    this.modified = this.changed = now
  }

  setTimes(accessed: bigint | undefined, modified: bigint | undefined, now: bigint): void {
    this.writable()
    this.accessed = accessed ?? this.accessed
    this.modified = modified ?? this.modified
    this.changed = now
  }

  writable(): void {
    this.filesystem.writable()
  }
}
