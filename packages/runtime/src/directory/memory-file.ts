import { FileTooLarge, InsufficientSpace, fail } from '../errno/errno.js'
import { allocate, isBytes } from '../bytes.js'
import { problem } from '../errors/problem.js'
import { RegularFile } from './directory.js'
import type { FileContent, DirectoryContext } from './directory.js'
import type { MemoryFilesystem } from './memory-filesystem.js'
import { Inode } from './memory-inode.js'

const encoder = /* @__PURE__ */ new TextEncoder()

const EMPTY = /* @__PURE__ */ new Uint8Array(0)

export class MemoryFile extends Inode {
  readonly type = RegularFile
  // May be shorter than the file (the rest is zeros: a sparse end) or longer (room to grow, all zeros).
  #data: Uint8Array = EMPTY
  #size = 0
  /** How many bytes at the beginning of `#data` count: all behind them are zeros. */
  #held = 0
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
  load(path: string, user: DirectoryContext['user'] = (code) => code()): this {
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

  override get held(): number {
    return this.#held
  }

  read(target: Uint8Array, position: number): number {
    const count = Math.min(target.length, this.#size - position)
    if (count <= 0) return 0
    const there = this.#data.subarray(position, position + count)
    target.set(there)
    target.fill(0, there.length, count)
    return count
  }

  /** As many of `bytes` as there is room for, which must be one at least. Returns their number. */
  write(bytes: Uint8Array, position: number): number {
    let part = bytes
    let end = position + part.length
    if (end > this.#held) {
      const over = end - this.#held - this.filesystem.left
      if (over > 0) {
        if (over >= part.length) fail(InsufficientSpace)
        part = part.subarray(0, part.length - over)
        end -= over
      }
    }
    if (end > this.#data.length || !this.#owned) this.#reserve(end)
    this.#data.set(part, position)
    if (end > this.#held) this.#hold(end)
    if (end > this.#size) this.#size = end
    return part.length
  }

  setSize(size: number): void {
    if (size > Number.MAX_SAFE_INTEGER) fail(FileTooLarge)
    if (size < this.#held) {
      if (size === 0) this.#data = EMPTY
      else if (!this.#owned) this.#data = this.#data.subarray(0, size)
      // What is not counted any more must not be kept, either.
      else if (this.#data.length > 2 * size + 256) this.#data = this.#data.slice(0, size)
      else this.#data.fill(0, size, this.#held)
      this.#hold(size)
    }
    this.#size = size
  }

  /** Makes room for the first `size` bytes, and the file as long as that. */
  allocate(size: number): void {
    if (size > this.#held) {
      this.filesystem.ensureSpace(0, size - this.#held)
      this.#reserve(size)
      this.#hold(size)
    }
    if (size > this.#size) this.#size = size
  }

  #hold(bytes: number): void {
    if (this.alive) this.filesystem.bytes += bytes - this.#held
    this.#held = bytes
  }

  #fill(content: FileContent): void {
    this.#owned = typeof content === 'string'
    this.#data = typeof content === 'string' ? encoder.encode(content) : content
    this.#size = this.#data.length
    this.#hold(this.#size)
  }

  /** Room for `size` bytes, and half as much again where the file grows: writing n bytes in small pieces copies O(n). */
  #reserve(size: number): void {
    const capacity =
      this.#data.length && size > this.#data.length ? Math.max(size, Math.ceil(this.#data.length * 1.5) + 256) : size
    const data = allocate(Math.max(capacity, this.#data.length))
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

/** Throws unless `content` is text or bytes. */
export const checkContent = (content: unknown, path: string): FileContent => {
  if (typeof content === 'string' || isBytes(content)) return content
  const found = content instanceof Promise ? 'a promise (read it beforehand)' : String(content)
  throw new TypeError(
    `memoryDirectory(): the function for ${JSON.stringify(path)} returned ${found} instead of a string or Uint8Array`,
  )
}
