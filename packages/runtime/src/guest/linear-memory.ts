import { IllegalByteSequence, NameTooLong, fail } from '../errno/errno.js'

const encoder = /* @__PURE__ */ new TextEncoder()
// WASI strings are UTF-8; a BOM is content.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** Of the last string that was read: the same one often comes again, and comparing is cheaper than decoding. */
const LONGEST_KEPT = 256

/** Bytes of a path. No system takes longer ones, and decoding hundreds of megabytes can abort the engine. */
const MAX_PATH = 1 << 16

/** A memory that host functions read arguments from and write results to. Pointers and lengths are core i32 values and may arrive negative. */
export abstract class LinearMemory {
  #memory: WebAssembly.Memory | undefined
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #text = ''
  #textSize = 0
  readonly #textBytes = new Uint8Array(LONGEST_KEPT)

  /** What a pointer that leads out of memory means. */
  protected abstract outside(start: number, end: number): never

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
    if (!this.#memory) throw new WebAssembly.RuntimeError('host function without a memory to work in')
    const buffer = this.#memory.buffer as ArrayBuffer
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  /**
   * `pointer` as an address, if `size` bytes from there on are in memory. A sum would wrap to a low address, so what has parts is to be
   * checked as a whole first.
   */
  address(pointer: number, size: number): number {
    const start = pointer >>> 0
    return start + size > this.bytes.length ? this.outside(start, start + size) : start
  }

  /** The `length` bytes at `pointer`. */
  slice(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    const start = this.address(pointer, length >>> 0)
    return this.#bytes.subarray(start, start + (length >>> 0))
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

  /** A string that names a file: one that is too long fails with NAMETOOLONG, malformed UTF-8 with ILSEQ. */
  path(pointer: number, length: number): string {
    if (length >>> 0 > MAX_PATH) fail(NameTooLong)
    const text = this.string(pointer, length)
    // Decoding malformed UTF-8 gives U+FFFD, which a path may contain as well.
    if (text.includes('\uFFFD')) {
      const bytes = this.slice(pointer, length)
      const again = encoder.encode(text)
      if (again.length !== bytes.length || again.some((byte, index) => byte !== bytes[index])) fail(IllegalByteSequence)
    }
    return text
  }
}
