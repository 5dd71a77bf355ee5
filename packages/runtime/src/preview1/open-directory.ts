import { DirectoryType, type DirectoryDescriptor, type Entry } from '../directory/directory.js'
import { BadDescriptor, errnoOf, fail } from '../errno/errno.js'
import { filetype, writeStat } from './open-file.js'
import type { Listings, Reader } from './listings.js'
import type { GuestMemory } from './guest-memory.js'
import { Open } from './open.js'

// `rights` of a directory, as the official adapter reports them: programs expect some of them.
// https://github.com/bytecodealliance/wasmtime/blob/main/crates/wasi-preview1-component-adapter/src/lib.rs (fd_fdstat_get)
/** The rights to create, open, link, read, rename, remove and inspect entries. */
const DIRECTORY_RIGHTS = 0x7b7_fe00n
/** The rights of anything opened in the directory, including those of files. */
const INHERITED_RIGHTS = 0xff7_ffffn

const encoder = /* @__PURE__ */ new TextEncoder()

/** The size of a `dirent`, which the name follows. */
const DIRENT = 24

export class OpenDirectory extends Open implements Reader {
  readonly type = filetype(DirectoryType)
  readonly access = 0
  readonly rights = DIRECTORY_RIGHTS
  /** The entries as they were when the listing began. */
  entries: readonly Entry[] | undefined

  constructor(
    readonly directory: DirectoryDescriptor,
    readonly listings: Listings,
    override readonly preopen?: Uint8Array | undefined,
  ) {
    super()
  }

  override get inheriting(): bigint {
    return INHERITED_RIGHTS
  }

  stat(memory: GuestMemory, out: number): void {
    writeStat(memory, out, this.directory.stat())
  }

  override seek(): number {
    return fail(BadDescriptor)
  }

  /** The `dirent`s from number `cookie` on, at most `size` bytes. The last one is cut off if it does not fit. */
  list(size: number, cookie: number): Uint8Array[] {
    const { directory } = this
    let { entries } = this
    if (cookie === 0 || !entries) {
      // Guests expect these two entries. `..` does not reveal the directory above.
      const own = ['.', '..'].map((name) => ({ name, type: DirectoryType }))
      entries = this.listings.keep(this, [...own, ...directory.list()])
    }
    const parts: Uint8Array[] = []
    let left = size
    for (let index = cookie; index < entries.length && left > 0; index++) {
      const { name, type } = entries[index]!
      const encoded = encoder.encode(name)
      const entry = new Uint8Array(DIRENT + encoded.length)
      const view = new DataView(entry.buffer)
      view.setBigUint64(0, BigInt(index + 1), true)
      view.setBigUint64(8, this.#inode(name), true)
      view.setUint32(16, encoded.length, true)
      view.setUint8(20, filetype(type))
      entry.set(encoded, DIRENT)
      const part = entry.subarray(0, left)
      parts.push(part)
      left -= part.length
    }
    return parts
  }

  /** The inode number of an entry, or 0 if it is not available, for example because the entry has been removed. */
  #inode(name: string): bigint {
    if (name === '..') return 0n
    if (name === '.') return this.directory.stat().inode
    try {
      return this.directory.inodeAt(name)
    } catch (error) {
      errnoOf(error)
      return 0n
    }
  }

  override dispose(): void {
    this.listings.drop(this)
    this.directory.dispose()
  }
}
