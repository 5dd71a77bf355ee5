import type { Stat } from '../directory/directory.js'
import { BadDescriptor, InvalidSeek, fail } from '../errno/errno.js'

/** Preview1 `fdflags`. */
export const Append = 1
export const Dsync = 2
export const Nonblock = 4
export const Rsync = 8
export const Sync = 16
export const FDFLAGS = Append | Dsync | Nonblock | Rsync | Sync

/** Preview1 `rights`. */
export const FdRead = 1n << 1n
export const FdWrite = 1n << 6n

/** The file, directory or stream that a descriptor stands for. The methods here are defaults, for kinds without them. */
export abstract class Open {
  /** The type of file, as WASI 0.2 numbers it. */
  abstract readonly type: number
  /** `Read` and `Write`, according to how it is open. */
  abstract readonly access: number
  /** The rights of the descriptor. Guests only check whether it can be read and written. */
  abstract readonly rights: bigint
  /** The rights of what is opened in a directory. */
  declare readonly inheriting?: bigint
  /** `fdflags` */
  flags = 0
  /** The path of a preopen. */
  declare readonly preopen?: Uint8Array | undefined

  abstract stat(): Stat

  /** Reads up to `length` bytes into `bytes`, from `start` on. Returns the count, 0 at the end, or -1 if nothing is available yet. */
  read(_bytes: Uint8Array, _start: number, _length: number): number {
    return fail(BadDescriptor)
  }

  /** Writes `bytes`, and returns how many were written. */
  write(_bytes: Uint8Array): number {
    return fail(BadDescriptor)
  }

  /** Moves the position, and returns the new one. */
  seek(_offset: number, _whence: number): number {
    return fail(InvalidSeek)
  }

  setFlags(_flags: number): void {
    fail(BadDescriptor)
  }

  /** Whether `read`, which has just returned data, can return more without requesting it. */
  more?(): boolean

  /** Whether `read` would now return data, the end or an error. */
  ready?(): boolean

  /** Waits until `ready`, like `wait` of `InputStream`. Both are absent where a read never waits. */
  wait?(alone?: boolean): void | Promise<void>

  /** How many bytes can be read now, as far as is known. */
  get waiting(): number {
    return 1
  }

  dispose(): void {}
}
