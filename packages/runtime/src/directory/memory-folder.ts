import { CrossDevice, fail } from '../errno/errno.js'
import { DirectoryType } from './directory.js'
import type { MemoryFile } from './memory-file.js'
import { Inode } from './memory-inode.js'
import type { MemoryLink } from './memory-link.js'

export class MemoryFolder extends Inode {
  readonly type = DirectoryType
  readonly size = 0
  readonly entries = new Map<string, MemoryInode>()
  /** The number of entries that are directories. */
  #folders = 0
  /** The only directory that has this one as an entry. */
  parent: MemoryFolder | undefined = undefined

  /** The number of links, counted as a file system on disk does: its name, its `.`, and the `..` of each subdirectory. */
  override get linkCount(): number {
    return (this.links && this.links + 1) + this.#folders
  }

  add(name: string, inode: MemoryInode): void {
    if (inode.type === DirectoryType) {
      inode.parent = this
      this.#folders++
    }
    if (!inode.alive) inode.count(1)
    inode.links++
    this.entries.set(name, inode)
    this.filesystem.entries++
    this.filesystem.bytes += name.length
  }

  remove(name: string): void {
    const inode = this.entries.get(name)!
    if (inode.type === DirectoryType) {
      inode.parent = undefined
      this.#folders--
    }
    inode.links--
    this.entries.delete(name)
    this.filesystem.entries--
    this.filesystem.bytes -= name.length
    if (!inode.alive) inode.count(-1)
  }

  /** Forgets all entries. The caller counts inodes and filesystems again. */
  empty(): void {
    this.entries.clear()
    this.#folders = 0
  }

  /** Whether this is `folder` or is somewhere in it. */
  within(folder: MemoryFolder): boolean {
    // oxlint-disable-next-line typescript/no-this-alias -- the first of a chain
    for (let at: MemoryFolder | undefined = this; at; at = at.parent) if (at === folder) return true
    return false
  }

  /** Fails if `inode` belongs to another filesystem, because links and renames can't cross filesystems. */
  sameFilesystem(inode: MemoryInode): void {
    if (inode.filesystem !== this.filesystem) fail(CrossDevice)
  }
}

export type MemoryInode = MemoryFile | MemoryFolder | MemoryLink
