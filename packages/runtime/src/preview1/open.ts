import { BadDescriptor, InvalidSeek, fail } from '../errno/errno.js'
import type { GuestMemory } from './guest-memory.js'

/** Preview1 `filetype`. */
export const UnknownType = 0
export const CharacterType = 2

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

/** What a descriptor number stands for. What a kind of thing can't do fails as it is here. */
export abstract class Open {
  /** `filetype` */
  abstract readonly type: number
  /** `Read` and `Write`, as a file is open */
  abstract readonly access: number
  /** What guests go by is whether it can be read and written. */
  abstract readonly rights: bigint
  /** `fdflags` */
  flags = 0
  /** Of a directory that the guest was given: its path. */
  readonly preopen?: Uint8Array | undefined

  get inheriting(): bigint {
    return this.rights
  }

  abstract stat(memory: GuestMemory, out: number): void

  /** Fills `target`; returns the count, 0 at the end, or -1 when nothing is there yet. */
  read(_target: Uint8Array): number {
    return fail(BadDescriptor)
  }

  /** Returns how many of `bytes` were written. */
  write(_bytes: Uint8Array): number {
    return fail(BadDescriptor)
  }

  /** Returns the new position. */
  seek(_offset: number, _whence: number): number {
    return fail(InvalidSeek)
  }

  setFlags(_flags: number): void {
    fail(BadDescriptor)
  }

  /** Whether `read` has something to say now. */
  ready(): boolean {
    return true
  }

  /** Whether `read`, which has just given something, has more to give without asking for it. */
  more(): boolean {
    return true
  }

  /** As of `InputStream`. */
  wait?(alone?: boolean): void | Promise<void>

  /** Bytes that can be read now, as far as is known. */
  get waiting(): number {
    return 1
  }

  dispose(): void {}
}
