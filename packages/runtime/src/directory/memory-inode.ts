import type { DirectoryContext, Stat } from './directory.js'
import type { MemoryFilesystem } from './memory-filesystem.js'

/** An inode. It lives as long as a name or an open descriptor refers to it. */
export abstract class Inode {
  abstract readonly type: number
  abstract readonly size: number
  /** The number of names. */
  links = 0
  /** The number of open descriptors. */
  users = 0
  accessed: bigint | undefined = undefined
  modified: bigint | undefined = undefined
  changed: bigint | undefined = undefined
  readonly number: bigint

  /** `now` is absent if a tree brings the inode along. */
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

  /** The bytes that the inode takes while it is alive, not counting names. */
  get held(): number {
    return 0
  }

  /** How many entries the inode counts as, in addition to its names. */
  get weight(): number {
    return 0
  }

  /** Whether a name or an open descriptor refers to the inode. */
  get alive(): boolean {
    return this.links + this.users > 0
  }

  /** Counts the room of the inode when it begins (1) or ceases (-1) to be alive. */
  count(sign: 1 | -1): void {
    this.filesystem.bytes += sign * this.held
    this.filesystem.entries += sign * this.weight
  }

  /** Called when a descriptor is disposed of. */
  release(): void {
    this.users--
    if (!this.alive) this.count(-1)
  }

  stat(context: DirectoryContext): Stat {
    const born = (this.filesystem.born ??= context.now())
    return {
      device: context.device(this.filesystem),
      inode: this.number,
      type: this.type,
      links: this.linkCount,
      size: this.size,
      accessed: this.accessed ?? born,
      modified: this.modified ?? born,
      changed: this.changed ?? born,
    }
  }

  /** Sets the times after a change of the contents or, for a directory, of the entries. */
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
