import { encodeText } from '../bytes.js'
import { DirectoryType } from '../directory/directory.js'
import { errnoOf } from '../errno/errno.js'
import { attempt } from './attempt.js'
import { openDirectoryOf, serveFiles } from './files.js'
import { filetype } from './filetype.js'
import { writeBytes, writeU32 } from './guest-memory.js'
import { Listings } from './listings.js'
import type { OpenDirectory } from './open-directory.js'

/** The size of a `dirent`, which the name follows. */
const DIRENT = 24

export const fd_readdir = /* @__PURE__ */ serveFiles('fd_readdir', (table, memory) => {
  const listings = new Listings()
  return (fd: number, pointer: number, length: number, cookie: bigint, out: number) =>
    attempt(() => {
      let at = memory.address(pointer, length >>> 0)
      // The list is made before it is written: that may call the user's clock, and so the guest, whose memory may grow.
      const parts = list(openDirectoryOf(table, fd), listings, length >>> 0, Number(BigInt.asUintN(64, cookie)))
      for (const part of parts) {
        writeBytes(memory, at, part)
        at += part.length
      }
      writeU32(memory, out, at - (pointer >>> 0))
    })
})

/** The `dirent`s of a directory from number `cookie` on, at most `size` bytes. The last one is cut off if it does not fit. */
const list = (open: OpenDirectory, listings: Listings, size: number, cookie: number): Uint8Array[] => {
  const { directory } = open
  let { entries } = open
  if (cookie === 0 || !entries) {
    // Guests expect these two entries. `..` does not reveal the directory above.
    const own = ['.', '..'].map((name) => ({ name, type: DirectoryType }))
    entries = listings.keep(open, [...own, ...directory.list()])
    open.listings = listings
  }
  const parts: Uint8Array[] = []
  let left = size
  for (let index = cookie; index < entries.length && left > 0; index++) {
    const { name, type } = entries[index]!
    const encoded = encodeText(name)
    const entry = new Uint8Array(DIRENT + encoded.length)
    const view = new DataView(entry.buffer)
    view.setBigUint64(0, BigInt(index + 1), true)
    view.setBigUint64(8, inodeOf(open, name), true)
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
const inodeOf = ({ directory }: OpenDirectory, name: string): bigint => {
  // For an entry without an inode number, wasi-libc's scandir() looks up its status, which is not permitted for `..`.
  if (name === '.' || name === '..') return directory.stat().inode
  try {
    return directory.inodeAt(name)
  } catch (error) {
    errnoOf(error)
    return 0n
  }
}
