import fs from 'node:fs'

import { FileTooLarge, fail } from '../errno.js'
import { RegularFile } from './directory.js'
import type { FileDescriptor } from './directory.js'
import { syncFlags } from './node-entry.js'
import { attempt, errnoName, rethrow } from './node-errors.js'
import { HostOpen } from './node-open.js'
import type { HostTree } from './node-tree.js'

const { O_APPEND, O_WRONLY } = fs.constants

/** Of one system call, bytes: as Linux has it. Node refuses 2^31 and more. */
const MOST = 0x7ffff000

/** An open file (or device, pipe, …) of the host. */
export class HostFile extends HostOpen implements FileDescriptor {
  #users = 1
  #appendFd = -1
  /** Pipes and terminals have no positions. */
  #seekable = true

  constructor(
    tree: HostTree,
    fd: number,
    readonly type: number,
    readonly flags: number,
  ) {
    super(tree, fd)
  }

  sync(dataOnly: boolean): void {
    attempt(() => (dataOnly ? fs.fdatasyncSync(this.fd) : fs.fsyncSync(this.fd)))
  }

  setSize(size: number): void {
    attempt(() => fs.ftruncateSync(this.fd, size))
  }

  read(target: Uint8Array, position: number): number {
    if (target.length === 0 || position > Number.MAX_SAFE_INTEGER) return 0
    try {
      return fs.readSync(this.fd, target, 0, Math.min(target.length, MOST), this.#seekable ? position : null)
    } catch (error) {
      if (!this.#streams(error)) return rethrow(error)
      return this.read(target, position)
    }
  }

  write(bytes: Uint8Array, position: number): void {
    this.#write(this.fd, bytes, position)
  }

  append(bytes: Uint8Array): void {
    const fd = this.#openAppend()
    if (fd === undefined) this.write(bytes, Number(attempt(() => fs.fstatSync(this.fd, { bigint: true })).size))
    else this.#write(fd, bytes, null)
  }

  share(): this {
    this.#users++
    return this
  }

  dispose(): void {
    if (--this.#users) return
    try {
      attempt(() => fs.closeSync(this.fd))
    } finally {
      if (this.#appendFd >= 0) attempt(() => fs.closeSync(this.#appendFd))
    }
  }

  #write(fd: number, bytes: Uint8Array, start: number | null): void {
    let done = 0
    while (done < bytes.length) {
      const position = start === null || !this.#seekable ? null : start + done
      if (position !== null && position > Number.MAX_SAFE_INTEGER) fail(FileTooLarge)
      try {
        done += fs.writeSync(fd, bytes, done, Math.min(bytes.length - done, MOST), position)
      } catch (error) {
        if (!this.#streams(error)) rethrow(error)
      }
    }
  }

  /** Whether `error` says that there are no positions, which was not known before. */
  #streams(error: unknown): boolean {
    if (errnoName(error) !== 'ESPIPE' || !this.#seekable) return false
    this.#seekable = false
    return true
  }

  /**
   * The same file again, opened to append: then the system finds the end at each write, also when others write to it too.
   * Undefined where it can't be opened again; the end then is where it was just before.
   */
  #openAppend(): number | undefined {
    const { reopen } = this.tree.anchoring
    if (this.#appendFd === -1 && this.type === RegularFile && reopen) {
      try {
        this.#appendFd = fs.openSync(reopen(this.fd), O_WRONLY | O_APPEND | syncFlags(this.flags))
      } catch (error) {
        if (errnoName(error) === undefined) throw error
        this.#appendFd = -2
      }
    }
    return this.#appendFd >= 0 ? this.#appendFd : undefined
  }
}
