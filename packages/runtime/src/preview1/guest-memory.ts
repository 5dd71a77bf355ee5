import { errnoOf, fail, Invalid } from '../errno/errno.js'
import { LinearMemory } from '../guest/linear-memory.js'

/** The maximum number of bytes that one transfer moves through several buffers. Short counts are legal. */
const MAX_GATHER = 1 << 20

/** The maximum number of bytes that any transfer moves. On some systems a string, an array or a system call can't take more. */
const MAX_TRANSFER = 2 ** 30

/** The most buffers at once: more than any real program needs. Each costs time. wasi-libc's IOV_MAX, 1024, is not always kept. */
const MAX_IOVECS = 2 ** 16

/** The size of an `iovec`: a pointer and a length. */
const IOVEC = 8

/** The guest passed a pointer outside its memory. */
export class OutOfBounds extends Error {}

/** The guest's memory, as its WASI calls see it. An access outside it throws OutOfBounds, which `attempt` turns into a trap. */
export class GuestMemory extends LinearMemory {
  protected outside(): never {
    throw new OutOfBounds()
  }

  u8(at: number, value: number): void {
    const start = this.address(at, 1)
    this.view.setUint8(start, value)
  }

  u16(at: number, value: number): void {
    const start = this.address(at, 2)
    this.view.setUint16(start, value, true)
  }

  u32(at: number, value: number): void {
    const start = this.address(at, 4)
    this.view.setUint32(start, value, true)
  }

  u64(at: number, value: bigint): void {
    const start = this.address(at, 8)
    this.view.setBigUint64(start, value, true)
  }

  /** Writes a number below 2^53 as a u64. */
  count(at: number, value: number): void {
    const start = this.address(at, 8)
    this.view.setUint32(start, value, true)
    this.view.setUint32(start + 4, value / 2 ** 32, true)
  }

  getU32(at: number): number {
    const start = this.address(at, 4)
    return this.view.getUint32(start, true)
  }

  /** The bytes to write, as many as one transfer takes. A single buffer is not copied. */
  gather(iovecs: number, count: number): Uint8Array<ArrayBuffer> {
    if (count === 1) return this.single(iovecs)
    const gathered = new Uint8Array(Math.min(MAX_GATHER, this.#total(iovecs, count)))
    let at = 0
    for (const buffer of this.buffers(iovecs, count)) {
      if (at === gathered.length) break
      const part = buffer.subarray(0, gathered.length - at)
      gathered.set(part, at)
      at += part.length
    }
    return gathered
  }

  /** The buffer of the iovec at `iovec`, up to the size of one transfer. */
  private single(iovec: number): Uint8Array<ArrayBuffer> {
    const at = this.address(iovec, IOVEC)
    const { view } = this
    const pointer = view.getUint32(at, true)
    const length = view.getUint32(at + 4, true)
    if (length <= MAX_TRANSFER) return this.slice(pointer, length)
    this.address(pointer, length)
    return this.slice(pointer, MAX_TRANSFER)
  }

  /** Whether an iovec list has room for at least one byte. */
  hasCapacity(iovecs: number, count: number): boolean {
    return this.#total(iovecs, count) > 0
  }

  /** The total size of the buffers in an iovec list. Checks that all of them are in memory. */
  #total(iovecs: number, count: number): number {
    const list = this.address(iovecs, IOVEC * (count >>> 0))
    if (count >>> 0 > MAX_IOVECS) fail(Invalid)
    let total = 0
    for (let index = 0; index < count >>> 0; index++) {
      const at = list + IOVEC * index
      const length = this.getU32(at + 4)
      if (length) this.address(this.getU32(at), length)
      total += length
    }
    return total
  }

  /**
   * Fills the buffers in order, and returns the number of bytes. `read` returns how many bytes it wrote; fewer than fit, or an
   * error, end the transfer. If an error follows some bytes, their number is returned, and the next call reports the error.
   */
  scatter(iovecs: number, count: number, read: (buffer: Uint8Array<ArrayBuffer>, before: number) => number): number {
    if (count === 1) {
      const buffer = this.single(iovecs)
      return buffer.length && read(buffer, 0)
    }
    this.#total(iovecs, count)
    let total = 0
    for (const buffer of this.buffers(iovecs, count)) {
      let got = 0
      try {
        got = read(buffer.subarray(0, MAX_TRANSFER - total), total)
      } catch (error) {
        if (!total || !errnoOf(error)) throw error
      }
      total += got
      if (got < buffer.length) break
    }
    return total
  }

  /** The non-empty buffers of an iovec list, one at a time: an array of all could take more memory than the guest has. */
  *buffers(iovecs: number, count: number): Generator<Uint8Array<ArrayBuffer>, void> {
    const list = this.address(iovecs, IOVEC * (count >>> 0))
    for (let index = 0; index < count >>> 0; index++) {
      const at = list + IOVEC * index
      const length = this.getU32(at + 4)
      if (length) yield this.slice(this.getU32(at), length)
    }
  }
}
