import fs from 'node:fs'
import tty from 'node:tty'

import { FileTooLarge, InsufficientSpace, NoDevice, fail } from '../errno/errno.js'
import { CharacterDevice, Fifo, RegularFile, Socket } from './directory.js'
import type { FileDescriptor } from './directory.js'
import { syncFlags } from './host-entry.js'
import { systemCall, errnoName, rethrow } from './host-errors.js'
import { HostOpen, type Held } from './host-open.js'
import type { HostTree } from './host-tree.js'
import { flush } from './host-windows.js'

const { O_APPEND, O_WRONLY } = fs.constants

/** The maximum number of bytes of one system call, as on Linux. Node refuses 2^31 or more. */
const MOST = 0x7ffff000

/** An open file. `appendFd` is the same file opened for appending: -1 if that was not tried yet, -2 if it is not possible. */
class HeldFile implements Held {
  users = 0
  appendFd = -1
  seekable: boolean

  constructor(
    readonly fd: number,
    type: number,
  ) {
    this.seekable = type !== Fifo && type !== Socket && !(type === CharacterDevice && tty.isatty(fd))
  }
}

/** An open file (or device, pipe, …) of the host. */
export class HostFile extends HostOpen<HeldFile> implements FileDescriptor {
  constructor(
    tree: HostTree,
    fd: number,
    readonly type: number,
    readonly flags: number,
    held = new HeldFile(fd, type),
  ) {
    super(tree, held)
  }

  get seekable(): boolean {
    return this.held.seekable
  }

  sync(dataOnly: boolean): void {
    const { fd } = this.held
    systemCall(() => flush(fd, dataOnly))
  }

  setSize(size: number): void {
    const { fd } = this.held
    systemCall(() => fs.ftruncateSync(fd, size))
  }

  /**
   * Node has no fallocate(2). This checks for enough room, but can't reserve it, so other writers may still use it up.
   */
  allocate(size: number): void {
    const { fd } = this.held
    if (this.type !== RegularFile) fail(NoDevice)
    systemCall(() => {
      const missing = BigInt(size) - fs.fstatSync(fd, { bigint: true }).size
      if (missing <= 0n) return
      const { bavail, bsize } = fs.statfsSync(this.tree.anchoring.filesystem(fd), { bigint: true })
      if (missing > bavail * bsize) fail(InsufficientSpace)
      fs.ftruncateSync(fd, size)
    })
  }

  read(target: Uint8Array, position: number, start = 0, length = target.length - start): number {
    const { held } = this
    if (length === 0 || position > Number.MAX_SAFE_INTEGER) return 0
    try {
      return fs.readSync(held.fd, target, start, Math.min(length, MOST), held.seekable ? position : null)
    } catch (error) {
      if (!streams(held, error)) return rethrow(error)
      return this.read(target, position, start, length)
    }
  }

  write(bytes: Uint8Array, position: number): number {
    const { held } = this
    if (position > Number.MAX_SAFE_INTEGER) fail(FileTooLarge)
    return write(held, held.fd, bytes, position)
  }

  append(bytes: Uint8Array): number {
    const { held } = this
    const fd = this.#openAppend(held)
    if (fd !== undefined) return write(held, fd, bytes, null)
    return this.write(bytes, held.seekable ? Number(systemCall(() => fs.fstatSync(held.fd, { bigint: true })).size) : 0)
  }

  share(): FileDescriptor {
    const { held } = this
    return new HostFile(this.tree, held.fd, this.type, this.flags, held)
  }

  protected override close({ fd, appendFd }: HeldFile): void {
    try {
      systemCall(() => fs.closeSync(fd))
    } finally {
      if (appendFd >= 0) systemCall(() => fs.closeSync(appendFd))
    }
  }

  /**
   * The same file, opened for appending, so that the system finds the end at each write, even if others write to the file too.
   * Undefined if it can't be opened again. Then the end is looked up just before the write.
   */
  #openAppend(held: HeldFile): number | undefined {
    const { reopen } = this.tree.anchoring
    if (held.appendFd === -1 && this.type === RegularFile && reopen) {
      try {
        held.appendFd = fs.openSync(reopen(held.fd), O_WRONLY | O_APPEND | syncFlags(this.flags))
      } catch (error) {
        if (errnoName(error) === undefined) throw error
        held.appendFd = -2
      }
    }
    return held.appendFd >= 0 ? held.appendFd : undefined
  }
}

/** Writes in one system call, and returns how many bytes it wrote. */
const write = (held: HeldFile, fd: number, bytes: Uint8Array, position: number | null): number => {
  if (bytes.length === 0) return 0
  try {
    return fs.writeSync(fd, bytes, 0, Math.min(bytes.length, MOST), held.seekable ? position : null)
  } catch (error) {
    if (!streams(held, error)) return rethrow(error)
    return write(held, fd, bytes, null)
  }
}

/** Whether `error` shows that the file has no positions, like some devices. This is remembered. */
const streams = (held: HeldFile, error: unknown): boolean => {
  if (errnoName(error) !== 'ESPIPE' || !held.seekable) return false
  held.seekable = false
  return true
}
