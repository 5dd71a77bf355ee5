import {
  DataSync,
  FileSync,
  RegularFile,
  Read,
  Write,
  WriteSync,
  type FileDescriptor,
  type Stat,
} from '../directory/directory.js'
import { writePosition } from '../directory/position.js'
import { BadDescriptor, Invalid, InvalidSeek, fail } from '../errno/errno.js'
import { Append, Dsync, FdRead, FdWrite, Nonblock, Open, Rsync, Sync } from './open.js'

/** The `descriptor-flags` that correspond to `fdflags`. */
export const syncFlags = (fdflags: number): number =>
  (fdflags & Sync && FileSync) | (fdflags & Dsync && DataSync) | (fdflags & Rsync && WriteSync)

const ALL = (1n << 64n) - 1n
const FdReaddir = 1n << 14n

export class OpenFile extends Open {
  readonly type: number
  readonly access: number
  position = 0

  constructor(
    readonly file: FileDescriptor,
    flags: number,
  ) {
    super()
    this.type = file.type
    this.flags = flags
    this.access = file.flags & (Read | Write)
  }

  get rights(): bigint {
    return ALL & ~((this.access & Read ? 0n : FdRead | FdReaddir) | (this.access & Write ? 0n : FdWrite))
  }

  /** The file, if it is open for `access`. */
  for(access: number): FileDescriptor {
    return this.file.flags & access ? this.file : fail(BadDescriptor)
  }

  /** The file, if it is open for `access` and has positions. */
  at(access: number): FileDescriptor {
    const { file } = this
    return file.seekable ? this.for(access) : fail(InvalidSeek)
  }

  stat(): Stat {
    return this.file.stat()
  }

  override read(bytes: Uint8Array, start: number, length: number): number {
    const count = this.for(Read).read(bytes, this.position, start, length)
    this.position += count
    return count
  }

  override write(bytes: Uint8Array): number {
    const file = this.for(Write)
    let count: number
    if (this.flags & Append) {
      count = file.append(bytes)
      this.position = file.stat().size
    } else {
      count = file.write(bytes, writePosition(this.position))
      this.position += count
    }
    return count
  }

  // NONBLOCK has no effect on a regular file, but programs expect to read back what they have set.
  override setFlags(flags: number): void {
    this.flags = (this.flags & ~(Append | Nonblock)) | flags
  }

  override get waiting(): number {
    // The size of a device says nothing about what can be read.
    if (this.type !== RegularFile) return 1
    return Math.max(0, this.file.stat().size - this.position)
  }

  override dispose(): void {
    this.file.dispose()
  }

  override seek(offset: number, whence: number): number {
    if (!this.file.seekable) fail(InvalidSeek)
    const from = whence === 0 ? 0 : whence === 1 ? this.position : whence === 2 ? this.file.stat().size : Number.NaN
    const to = from + offset
    // Offsets of 2^63 and above can't be returned to the guest.
    return to >= 0 && to < 2 ** 63 ? (this.position = to) : fail(Invalid)
  }
}
