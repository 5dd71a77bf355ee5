import { errnoOf } from '../errno.js'

// A path in WASI is UTF-8; a BOM is content.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** What one transfer through several buffers moves at most, bytes: short counts are legal. */
const MAX_GATHER = 1 << 20

/** Size of an `iovec`: pointer and length. */
const IOVEC = 8

/** Of the last path that a guest passed: the same one often comes again, and comparing is cheaper than decoding. */
const LONGEST_KEPT = 256

/** The guest passed a pointer that leads out of its memory. */
export class OutOfBounds extends Error {}

/**
 * The guest's memory, as its WASI calls see it. Pointers and lengths are core i32 values and may arrive negative. What lies outside
 * of memory throws OutOfBounds, which `attempt` makes the guest's trap.
 */
export class GuestMemory {
  #memory: WebAssembly.Memory | undefined
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #text = ''
  #textSize = 0
  readonly #textBytes = new Uint8Array(LONGEST_KEPT)

  /** Host functions are made before the instance that owns the memory. */
  bind(memory: WebAssembly.Memory): void {
    this.#memory = memory
    this.#renew()
  }

  // memory.grow detaches the old buffer, which empties its views: a length is cheaper to look at than `memory.buffer`
  // (6 ns against 17). https://webassembly.github.io/spec/js-api/#refresh-the-memory-buffer
  /** All of it. Use at once: any call into wasm may replace it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length === 0) this.#renew()
    return this.#bytes
  }

  /** As `bytes`. */
  get view(): DataView {
    if (this.#bytes.length === 0) this.#renew()
    return this.#view
  }

  #renew(): void {
    const buffer = this.#memory!.buffer as ArrayBuffer
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  /** The `length` bytes at `pointer`. */
  slice(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    const start = this.#in(pointer, length >>> 0)
    return this.#bytes.subarray(start, start + (length >>> 0))
  }

  /** `pointer` as an index, if `size` bytes from there on are in memory. */
  #in(pointer: number, size: number): number {
    const start = pointer >>> 0
    if (start + size > this.bytes.length) throw new OutOfBounds()
    return start
  }

  /** A string. Malformed UTF-8 becomes U+FFFD. */
  string(pointer: number, length: number): string {
    const { bytes } = this
    const start = pointer >>> 0
    if (length === this.#textSize && this.#same(bytes, start)) return this.#text
    const encoded = this.slice(pointer, length)
    const text = decoder.decode(encoded)
    if (encoded.length <= LONGEST_KEPT) {
      this.#textBytes.set(encoded)
      this.#text = text
      this.#textSize = length
    }
    return text
  }

  #same(bytes: Uint8Array, start: number): boolean {
    for (let index = 0; index < this.#textSize; index++) if (bytes[start + index] !== this.#textBytes[index]) return false
    return true
  }

  u8(at: number, value: number): void {
    const start = this.#in(at, 1)
    this.#view.setUint8(start, value)
  }

  u16(at: number, value: number): void {
    const start = this.#in(at, 2)
    this.#view.setUint16(start, value, true)
  }

  u32(at: number, value: number): void {
    const start = this.#in(at, 4)
    this.#view.setUint32(start, value, true)
  }

  u64(at: number, value: bigint): void {
    const start = this.#in(at, 8)
    this.#view.setBigUint64(start, value, true)
  }

  /** A u64 whose value is a number below 2^53. */
  count(at: number, value: number): void {
    this.u32(at, value)
    this.u32(at + 4, value / 2 ** 32)
  }

  getU32(at: number): number {
    const start = this.#in(at, 4)
    return this.#view.getUint32(start, true)
  }

  /** The bytes to write: of a single buffer without a copy, of several together as many as one transfer takes. */
  gather(iovecs: number, count: number): Uint8Array<ArrayBuffer> {
    if (count === 1) return this.slice(this.getU32(iovecs), this.getU32(iovecs + 4))
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

  /** Whether an iovec list has room for a byte. */
  room(iovecs: number, count: number): boolean {
    return this.#total(iovecs, count) > 0
  }

  /** How many bytes an iovec list describes. All of them are in memory. */
  #total(iovecs: number, count: number): number {
    const list = this.#in(iovecs, IOVEC * (count >>> 0))
    let total = 0
    for (let index = 0; index < count >>> 0; index++) {
      const at = list + IOVEC * index
      const length = this.getU32(at + 4)
      if (length) this.#in(this.getU32(at), length)
      total += length
    }
    return total
  }

  /**
   * Fills the buffers one after the other. `read` returns how many bytes it gave; fewer than there is room for, or an error, end it.
   * After an error the bytes before it count: the next call tells of it. Returns their number.
   */
  scatter(iovecs: number, count: number, read: (buffer: Uint8Array<ArrayBuffer>, before: number) => number): number {
    if (count === 1) {
      const buffer = this.slice(this.getU32(iovecs), this.getU32(iovecs + 4))
      return buffer.length && read(buffer, 0)
    }
    this.#total(iovecs, count)
    let total = 0
    for (const buffer of this.buffers(iovecs, count)) {
      let got = 0
      try {
        got = read(buffer, total)
      } catch (error) {
        if (!total || !errnoOf(error)) throw error
      }
      total += got
      if (got < buffer.length) break
    }
    return total
  }

  /** The buffers of an iovec list that are not empty, one at a time: a list of all could take more memory here than the guest has. */
  *buffers(iovecs: number, count: number): Generator<Uint8Array<ArrayBuffer>, void> {
    const list = this.#in(iovecs, IOVEC * (count >>> 0))
    for (let index = 0; index < count >>> 0; index++) {
      const at = list + IOVEC * index
      const length = this.getU32(at + 4)
      if (length) yield this.slice(this.getU32(at), length)
    }
  }
}
