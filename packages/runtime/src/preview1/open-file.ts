import {
  BlockDevice,
  CharacterDevice,
  DataSync,
  DirectoryType,
  FileSync,
  RegularFile,
  Read,
  Socket,
  SymbolicLink,
  Write,
  WriteSync,
  type FileDescriptor,
  type Stat,
} from '../directory/directory.js'
import { writePosition } from '../directory/position.js'
import { BadDescriptor, Invalid, InvalidSeek, fail } from '../errno/errno.js'
import type { GuestMemory } from './guest-memory.js'
import { Append, Dsync, FdRead, FdWrite, Nonblock, Open, Rsync, Sync } from './open.js'

/** Preview1 `filetype` by type of file. It has no value for a FIFO. */
const types: Record<number, number> = {
  [BlockDevice]: 1,
  [CharacterDevice]: 2,
  [DirectoryType]: 3,
  [RegularFile]: 4,
  [Socket]: 6,
  [SymbolicLink]: 7,
}
export const filetype = (type: number): number => types[type] ?? 0

/** The `descriptor-flags` that correspond to `fdflags`. */
export const syncFlags = (fdflags: number): number =>
  (fdflags & Sync && FileSync) | (fdflags & Dsync && DataSync) | (fdflags & Rsync && WriteSync)

/** Times before 1970 are reported as 0. */
const timestamp = (time: bigint): bigint => (time < 0n ? 0n : time)

/** Writes a `filestat`. */
export const writeStat = (memory: GuestMemory, out: number, stat: Stat): void => {
  const at = memory.address(out, 64)
  memory.u64(at, stat.device)
  memory.u64(at + 8, stat.inode)
  // This also writes the padding after the type.
  memory.count(at + 16, filetype(stat.type))
  memory.count(at + 24, stat.links)
  memory.count(at + 32, stat.size)
  memory.u64(at + 40, timestamp(stat.accessed))
  memory.u64(at + 48, timestamp(stat.modified))
  memory.u64(at + 56, timestamp(stat.changed))
}

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
    this.type = filetype(file.type)
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

  stat(memory: GuestMemory, out: number): void {
    writeStat(memory, out, this.file.stat())
  }

  override read(target: Uint8Array): number {
    const count = this.for(Read).read(target, this.position)
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
    if (this.file.type !== RegularFile) return 1
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
