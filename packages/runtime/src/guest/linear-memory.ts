import { IllegalByteSequence, NameTooLong, fail } from '../errno/errno.js'

const encoder = /* @__PURE__ */ new TextEncoder()
// WASI strings are UTF-8, and a BOM is part of the content.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/** The maximum number of bytes of a string to keep. The same string often comes again, and comparing is cheaper than decoding. */
const LONGEST_KEPT = 256

/** The most bytes of a path. No system takes longer ones, and decoding hundreds of megabytes can abort the engine. */
const MAX_PATH = 1 << 16

/** The memory in which host functions read arguments and write results. Pointers and lengths are i32 and may be negative. */
export abstract class LinearMemory {
  #memory: WebAssembly.Memory | undefined
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #text = ''
  #textSize = 0
  readonly #textBytes = new Uint8Array(LONGEST_KEPT)

  /** Fails because a pointer leads outside memory. */
  protected abstract outside(start: number, end: number): never

  /** Sets the memory. Host functions exist before the instance that owns it. */
  bind(memory: WebAssembly.Memory): void {
    this.#memory = memory
    this.#renew()
  }

  // memory.grow detaches the old buffer, which makes its views empty. Checking a length is cheaper than reading `memory.buffer`
  // (6 ns instead of 17). https://webassembly.github.io/spec/js-api/#refresh-the-memory-buffer
  /** The whole memory. Use it at once, because any call into wasm may replace it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length === 0) this.#renew()
    return this.#bytes
  }

  /** The whole memory, to be used at once like `bytes`. */
  get view(): DataView {
    if (this.#bytes.length === 0) this.#renew()
    return this.#view
  }

  #renew(): void {
    if (!this.#memory) throw new WebAssembly.RuntimeError('host function called without a memory')
    const buffer = this.#memory.buffer as ArrayBuffer
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  /**
   * `pointer` as an address, if the `size` bytes from there on are in memory. `pointer` plus an offset could wrap around to a low
   * address, so check a structure as a whole before using its fields.
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

  /** The string of `length` bytes at `pointer`. Malformed UTF-8 becomes U+FFFD. */
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

  /** The path of `length` bytes at `pointer`. Fails with NAMETOOLONG if it is too long, and ILSEQ if it is malformed UTF-8. */
  path(pointer: number, length: number): string {
    if (length >>> 0 > MAX_PATH) fail(NameTooLong)
    const text = this.string(pointer, length)
    // Malformed UTF-8 is decoded to U+FFFD, but a path may also contain that character.
    if (text.includes('\uFFFD')) {
      const bytes = this.slice(pointer, length)
      const again = encoder.encode(text)
      if (again.length !== bytes.length || again.some((byte, index) => byte !== bytes[index])) fail(IllegalByteSequence)
    }
    return text
  }
}
