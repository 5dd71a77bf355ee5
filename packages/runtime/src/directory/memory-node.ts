import { CrossDevice, FileTooLarge, ReadOnly, fail } from '../errno.js'
import { isBytes } from '../options.js'
import { problem } from '../problem.js'
import { room } from '../room.js'
import { DirectoryType, RegularFile, SymbolicLink } from './directory.js'
import type { FileContent, RunContext, Stat } from './directory.js'

const encoder = /* @__PURE__ */ new TextEncoder()

/** What the nodes of one `memoryDirectory` share. */
export class MemoryFilesystem {
  /** When a run first asked: the time of all that was there from the start, by that run's clock. */
  born: bigint | undefined
  #lastNode = 0

  constructor(readonly readonly: boolean) {}

  nextNode(): number {
    return ++this.#lastNode
  }
}

/** An inode. It lives as long as a name or an open descriptor refers to it. */
abstract class Node {
  abstract readonly type: number
  abstract readonly size: number
  /** Number of names. */
  links = 0
  accessed: bigint | undefined
  modified: bigint | undefined
  changed: bigint | undefined
  readonly number: number

  /** `now` is absent for what a tree brings along. */
  constructor(
    readonly filesystem: MemoryFilesystem,
    now?: bigint,
  ) {
    this.number = filesystem.nextNode()
    this.accessed = this.modified = this.changed = now
  }

  get linkCount(): number {
    return this.links
  }

  stat(context: RunContext): Stat {
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
    if (this.filesystem.readonly) fail(ReadOnly)
  }
}

export class MemoryLink extends Node {
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
}

export class MemoryFolder extends Node {
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
    node.links++
    this.entries.set(name, node)
  }

  remove(name: string): void {
    const node = this.entries.get(name)!
    if (node instanceof MemoryFolder) {
      node.parent = undefined
      this.#folders--
    }
    node.links--
    this.entries.delete(name)
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

const EMPTY = /* @__PURE__ */ new Uint8Array(0)

export class MemoryFile extends Node {
  readonly type = RegularFile
  // May be shorter than the file (the rest is zeros: a sparse end) or longer (room to grow, all zeros).
  #data: Uint8Array = EMPTY
  #size = 0
  /** Whether `#data` is ours to write to. The user's array is not. */
  #owned = false
  #lazy: (() => FileContent) | undefined

  static of(filesystem: MemoryFilesystem, content: FileContent | (() => FileContent)): MemoryFile {
    const file = new MemoryFile(filesystem)
    if (typeof content === 'function') file.#lazy = content
    else file.#fill(content)
    return file
  }

  get size(): number {
    return this.#size
  }

  /** Evaluates a lazy file, through `user` where a run needs it. What the function throws, or its returning neither text nor bytes, is thrown. */
  load(path: string, user: RunContext['user'] = (code) => code()): this {
    const lazy = this.#lazy
    if (lazy) {
      const content = user(() => checkContent(lazy(), path))
      this.#lazy = undefined
      this.#fill(content)
    }
    return this
  }

  /** A copy. Throws where the file is larger than an array can be. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = copyRoom(this.#size)
    bytes.set(this.#data.subarray(0, this.#size))
    return bytes
  }

  read(target: Uint8Array, position: number): number {
    const count = Math.min(target.length, this.#size - position)
    if (count <= 0) return 0
    const there = this.#data.subarray(position, position + count)
    target.set(there)
    target.fill(0, there.length, count)
    return count
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length
    if (end > this.#data.length || !this.#owned) this.#reserve(end)
    this.#data.set(bytes, position)
    if (end > this.#size) this.#size = end
  }

  setSize(size: number): void {
    if (size > Number.MAX_SAFE_INTEGER) fail(FileTooLarge)
    if (size < this.#size) {
      if (size === 0) this.#data = EMPTY
      else if (this.#owned) this.#data.fill(0, size, this.#size)
      else this.#data = this.#data.subarray(0, size)
    }
    this.#size = size
  }

  #fill(content: FileContent): void {
    this.#owned = typeof content === 'string'
    this.#data = typeof content === 'string' ? encoder.encode(content) : content
    this.#size = this.#data.length
  }

  /** Room for `size` bytes, and half as much again where the file grows: writing n bytes in small pieces copies O(n). */
  #reserve(size: number): void {
    const capacity =
      this.#data.length && size > this.#data.length ? Math.max(size, Math.ceil(this.#data.length * 1.5) + 256) : size
    const data = room(Math.max(capacity, this.#data.length))
    data.set(this.#data)
    this.#data = data
    this.#owned = true
  }
}

const copyRoom = (size: number): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(size)
  } catch (error) {
    throw problem(
      `a file in this memoryDirectory has ${size} bytes`,
      'no array can be that large',
      'let the program write less, or make it remove the file',
      error,
    )
  }
}

export type MemoryNode = MemoryFile | MemoryFolder | MemoryLink

/** Throws unless `content` is text or bytes. */
export const checkContent = (content: unknown, path: string): FileContent => {
  if (typeof content === 'string' || isBytes(content)) return content
  const found = content instanceof Promise ? 'a promise (read it beforehand)' : String(content)
  throw new TypeError(
    `memoryDirectory(): the function for ${JSON.stringify(path)} returned ${found} instead of a string or Uint8Array`,
  )
}
