import { errnoOf, Invalid, fail } from '../errno/errno.js'
import type { GuestMemory } from './guest-memory.js'

/** The maximum number of bytes that one transfer moves through several buffers. Short counts are legal. */
const MAX_GATHER = 1 << 20

/** The maximum number of bytes that any transfer moves. On some systems a string, an array or a system call can't take more. */
const MAX_TRANSFER = 2 ** 30

/** The most buffers at once: more than any real program needs. Each costs time. wasi-libc's IOV_MAX, 1024, is not always kept. */
const MAX_IOVECS = 2 ** 16

/** The size of an `iovec`: a pointer and a length. */
const IOVEC = 8

/** The address of an iovec list, if it is in memory and not too long. */
const listAt = (memory: GuestMemory, iovecs: number, count: number): number => {
  const list = memory.address(iovecs, IOVEC * (count >>> 0))
  return count >>> 0 > MAX_IOVECS ? fail(Invalid) : list
}

/** The total size of the buffers in an iovec list. Checks that all of them are in memory, except for empty ones. */
export const totalSize = (memory: GuestMemory, iovecs: number, count: number): number => {
  const list = listAt(memory, iovecs, count)
  const { view } = memory
  let total = 0
  for (let at = list; at < list + IOVEC * (count >>> 0); at += IOVEC) {
    const length = view.getUint32(at + 4, true)
    if (length) memory.address(view.getUint32(at, true), length)
    total += length
  }
  return total
}

/** The bytes to write, as many as one transfer takes. A single buffer is not copied. */
export const gather = (memory: GuestMemory, iovecs: number, count: number): Uint8Array<ArrayBuffer> => {
  const list = listAt(memory, iovecs, count)
  const { view, bytes } = memory
  if (count === 1) {
    const length = view.getUint32(list + 4, true)
    const start = memory.address(view.getUint32(list, true), length)
    return bytes.subarray(start, start + Math.min(length, MAX_TRANSFER))
  }
  const gathered = new Uint8Array(Math.min(MAX_GATHER, totalSize(memory, iovecs, count)))
  let size = 0
  for (let at = list; size < gathered.length; at += IOVEC) {
    const start = view.getUint32(at, true)
    const length = Math.min(view.getUint32(at + 4, true), gathered.length - size)
    if (length) gathered.set(bytes.subarray(start, start + length), size)
    size += length
  }
  return gathered
}

/**
 * Fills the buffers of an iovec list in order, and returns the number of bytes. `read` gets the address and the length of a
 * buffer, and the number of bytes before it. It returns how many bytes it wrote; fewer than fit, or an error, end the transfer.
 * If an error follows some bytes, their number is returned, and the next call reports the error.
 */
export const scatter = (
  memory: GuestMemory,
  iovecs: number,
  count: number,
  read: (start: number, length: number, before: number) => number,
): number => {
  if (count !== 1) totalSize(memory, iovecs, count)
  const list = listAt(memory, iovecs, count)
  let total = 0
  for (let at = list; at < list + IOVEC * (count >>> 0); at += IOVEC) {
    // What was read may have overwritten the rest of the list, or the guest's memory may have grown.
    const { view } = memory
    const length = view.getUint32(at + 4, true)
    if (!length && count !== 1) continue
    const start = memory.address(view.getUint32(at, true), length)
    if (!length) break
    let got = 0
    try {
      got = read(start, Math.min(length, MAX_TRANSFER - total), total)
    } catch (error) {
      if (!total || !errnoOf(error)) throw error
    }
    total += got
    if (got < length) break
  }
  return total
}
