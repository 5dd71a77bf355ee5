import { FileTooLarge, InsufficientSpace, fail } from '../errno/errno.js'
import { allocate, encodeText, isBytes } from '../bytes.js'
import { RegularFile } from './directory.js'
import type { FileContent, DirectoryContext } from './directory.js'
import type { MemoryFilesystem } from './memory-filesystem.js'
import { Inode } from './memory-inode.js'

const EMPTY = /* @__PURE__ */ new Uint8Array(0)

export class MemoryFile extends Inode {
  readonly type = RegularFile
  // This may be shorter than the file (the sparse rest is zeros) or longer (room to grow, all zeros).
  #data: Uint8Array = EMPTY
  #size = 0
  /** How many bytes of `#data` count towards the limit. All bytes after them are zeros. */
  #held = 0
  /** Whether `#data` may be written to, unlike the user's own array. */
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

  /** Calls the function of a lazy file, through `user` in a run. Throws if that throws or returns neither text nor bytes. */
  load(path: string, user: DirectoryContext['user'] = (code) => code()): this {
    const lazy = this.#lazy
    if (lazy) {
      const content = user(() => checkContent(lazy(), path))
      this.#lazy = undefined
      this.#fill(content)
    }
    return this
  }

  override get held(): number {
    return this.#held
  }

  /** Whether the file has been written to since `place`. */
  get written(): boolean {
    return this.#owned
  }

  /** A copy of the contents, without the zeros at the end of a sparse file. */
  copy(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#data.subarray(0, this.#held))
  }

  /** Replaces the contents. The file may be longer than `data`. Nothing else may use the array. */
  place(data: Uint8Array, size: number): this {
    this.#lazy = undefined
    this.#owned = false
    this.#data = data
    this.#hold(data.length)
    this.#size = size
    return this
  }

  read(target: Uint8Array, position: number, start: number, length: number): number {
    const count = Math.min(length, this.#size - position)
    if (count <= 0) return 0
    const there = this.#data.subarray(position, position + count)
    target.set(there, start)
    if (there.length < count) target.fill(0, start + there.length, start + count)
    return count
  }

  /** Writes as many of `bytes` as fit, and returns their number. Fails if not even one fits. */
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
      // Memory that no longer counts towards the limit must be released, too.
      else if (this.#data.length > 2 * size + 256) this.#data = this.#data.slice(0, size)
      else this.#data.fill(0, size, this.#held)
      this.#hold(size)
    }
    this.#size = size
  }

  /** Makes room for `size` bytes, and extends the file to that size. */
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
    this.#data = typeof content === 'string' ? encodeText(content) : content
    this.#size = this.#data.length
    this.#hold(this.#size)
  }

  /** Makes room for `size` bytes. If the file grows, it makes half as much again: writing n bytes in small pieces copies O(n). */
  #reserve(size: number): void {
    const capacity =
      this.#data.length && size > this.#data.length ? Math.max(size, Math.ceil(this.#data.length * 1.5) + 256) : size
    const data = allocate(Math.max(capacity, this.#data.length))
    data.set(this.#data)
    this.#data = data
    this.#owned = true
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
