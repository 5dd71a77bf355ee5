import { LinearMemory } from '../memory.js'
import { trap } from './handles.js'

/** `cabi_realloc` of the canonical ABI. */
export type Realloc = (old: number, oldSize: number, align: number, size: number) => number

const encoder = /* @__PURE__ */ new TextEncoder()

/** The canonical ABI's view of the memory that one lowered core module works in: reads arguments out of it, writes results into it. */
export class Abi extends LinearMemory {
  #realloc: Realloc = () => trap('host function without a realloc')

  override bind(memory: WebAssembly.Memory, realloc: Realloc = this.#realloc): void {
    super.bind(memory)
    this.#realloc = realloc
  }

  protected outside(start: number, end: number): never {
    return trap(`list at ${start}..${end} lies outside of memory`)
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
