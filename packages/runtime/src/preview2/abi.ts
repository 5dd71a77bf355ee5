import { trap } from './handles.js'

/** `cabi_realloc` of the canonical ABI. */
export type Realloc = (old: number, oldSize: number, align: number, size: number) => number

const UNBOUND = 'host function without a memory to work in'
const encoder = /* @__PURE__ */ new TextEncoder()
// WASI strings are well-formed UTF-8; a BOM is content.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The canonical ABI's view of the memory that one lowered core module works in: reads arguments out of it, writes results into it.
 * Pointers and lengths are core i32 values and may arrive negative.
 */
export class Abi {
  #memory: WebAssembly.Memory | undefined
  #realloc: Realloc = () => trap(UNBOUND)
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)

  /** Host functions are made before the instance that owns memory and realloc. */
  bind(memory: WebAssembly.Memory, realloc: Realloc): void {
    this.#memory = memory
    this.#realloc = realloc
    this.#renew()
  }

  // memory.grow detaches the old buffer, which empties its views: a length is cheaper to look at than `memory.buffer`
  // (6 ns against 17). https://webassembly.github.io/spec/js-api/#refresh-the-memory-buffer
  /** All of memory. Use at once: any call into wasm may replace it. */
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
    if (!this.#memory) trap(UNBOUND)
    const buffer = this.#memory!.buffer as ArrayBuffer
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  /** The `length` bytes at `pointer`; traps when they are not all in memory. */
  slice(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    const start = pointer >>> 0
    const end = start + (length >>> 0)
    const { bytes } = this
    return end > bytes.length ? trap(`list at ${start}..${end} lies outside of memory`) : bytes.subarray(start, end)
  }

  /** Lifts a string. Traps on malformed UTF-8 never: that becomes U+FFFD. */
  string(pointer: number, length: number): string {
    return decoder.decode(this.slice(pointer, length))
  }

  /** Room for `size` bytes, by the caller's own allocator. */
  alloc(align: number, size: number): number {
    return size === 0 ? align : this.place(align, size)
  }

  /** As `alloc`, but asks for no bytes as well: the adapter's fd_pread insists on its own pointer. */
  place(align: number, size: number): number {
    return this.#realloc(0, 0, align, size) >>> 0
  }

  /** Lowers `bytes` as a `list<u8>` whose pointer and length go to `out` and `out + 4`. */
  lowerBytes(out: number, bytes: Uint8Array): void {
    const pointer = this.alloc(1, bytes.length)
    this.slice(pointer, bytes.length).set(bytes)
    this.pair(out, pointer, bytes.length)
  }

  /** Lowers `text` as a `string` whose pointer and length go to `out` and `out + 4`. */
  lowerString(out: number, text: string): void {
    this.lowerBytes(out, encoder.encode(text))
  }

  /**
   * Lowers a list: room for all elements of `size` bytes, then `lower` is called with each item and its address. Pointer and length
   * go to `out` and `out + 4`.
   */
  lowerList<T>(out: number, items: readonly T[], align: number, size: number, lower: (item: T, address: number) => void): void {
    const pointer = this.alloc(align, items.length * size)
    items.forEach((item, index) => lower(item, pointer + index * size))
    this.pair(out, pointer, items.length)
  }

  /** Two u32 at `out` and `out + 4`. */
  pair(out: number, first: number, second: number): void {
    this.u32(out, first)
    this.u32(out + 4, second)
  }

  u8(out: number, value: number): void {
    this.bytes[out >>> 0] = value
  }

  u32(out: number, value: number): void {
    this.view.setUint32(out >>> 0, value, true)
  }

  u64(out: number, value: bigint): void {
    this.view.setBigUint64(out >>> 0, value, true)
  }
}
