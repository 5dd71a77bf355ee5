import { CrossDevice, fail } from '../errno/errno.js'
import { DirectoryType, SymbolicLink } from './directory.js'
import type { MemoryFile } from './memory-file.js'
import type { MemoryFilesystem } from './memory-filesystem.js'
import { Inode } from './memory-inode.js'

const encoder = /* @__PURE__ */ new TextEncoder()

export class MemoryLink extends Inode {
  readonly type = SymbolicLink

  constructor(
    filesystem: MemoryFilesystem,
    readonly target: string,
    now?: bigint,
  ) {
    super(filesystem, now)
  }

  get size(): number {
    return encoder.encode(this.target).length
  }

  override get held(): number {
    return this.target.length
  }

  override get weight(): number {
    return this.target.length >> 10
  }
}

export class MemoryFolder extends Inode {
  readonly type = DirectoryType
  readonly size = 0
  readonly entries = new Map<string, MemoryNode>()
  /** How many of them are directories. */
  #folders = 0
  /** The one directory that has this one as an entry. */
  parent: MemoryFolder | undefined

  /** As on disk: its name, its own `.`, and the `..` of each subdirectory. */
  override get linkCount(): number {
    return (this.links && this.links + 1) + this.#folders
  }

  add(name: string, node: MemoryNode): void {
    if (node instanceof MemoryFolder) {
      node.parent = this
      this.#folders++
    }
    if (!node.alive) node.count(1)
    node.links++
    this.entries.set(name, node)
    this.filesystem.entries++
    this.filesystem.bytes += name.length
  }

  remove(name: string): void {
    const node = this.entries.get(name)!
    if (node instanceof MemoryFolder) {
      node.parent = undefined
      this.#folders--
    }
    node.links--
    this.entries.delete(name)
    this.filesystem.entries--
    this.filesystem.bytes -= name.length
    if (!node.alive) node.count(-1)
  }

  /** Whether this is `folder` or lies somewhere in it. */
  within(folder: MemoryFolder): boolean {
    // oxlint-disable-next-line typescript/no-this-alias -- the first of a chain
    for (let at: MemoryFolder | undefined = this; at; at = at.parent) if (at === folder) return true
    return false
  }

  /** Links and renames stay within one filesystem. */
  sameFilesystem(node: MemoryNode): void {
    if (node.filesystem !== this.filesystem) fail(CrossDevice)
  }
}

export type MemoryNode = MemoryFile | MemoryFolder | MemoryLink
