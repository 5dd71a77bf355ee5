import { LinearMemory } from '../guest/linear-memory.js'
import { trapBecause } from '../errors/trap.js'
import { Gate } from './gate.js'

/** `cabi_realloc` of the canonical ABI. */
export type Realloc = (old: number, oldSize: number, align: number, size: number) => number

const encoder = /* @__PURE__ */ new TextEncoder()

/**
 * The canonical ABI's view of the memory of a core module whose imports are lowered: reads arguments from it and writes results
 * into it. A pointer that leads outside memory or is not aligned traps.
 * https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#storing
 */
export class Abi extends LinearMemory {
  #realloc: Realloc = () => trapBecause('host function called without a realloc')

  constructor(readonly gate = new Gate()) {
    super()
  }

  override bind(memory: WebAssembly.Memory, realloc: Realloc = this.#realloc): void {
    super.bind(memory)
    this.#realloc = realloc
  }

  protected outside(start: number, end: number): never {
    return trapBecause(`${start}..${end} lies outside of memory`)
  }

  /**
   * Allocates `size` bytes with the caller's `realloc`. That is called even for 0 bytes, because the adapter's fd_pread relies on
   * the pointer. It may invalidate what the host looked up before: views of memory, and all that the guest can change.
   */
  alloc(align: number, size: number): number {
    const { gate } = this
    gate.pass()
    gate.shut = "a component can't call its imports while it is in realloc"
    const pointer = this.#realloc(0, 0, align, size)
    gate.shut = ''
    return this.area(pointer, size, align)
  }

  /** `pointer` as an address, if it is aligned and the `size` bytes from there on are in memory. */
  area(pointer: number, size: number, align: number): number {
    if (pointer & (align - 1)) trapBecause(`pointer ${pointer >>> 0} is not aligned to ${align}`)
    return this.address(pointer, size)
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
   * Lowers a list: allocates room for all elements, `size` bytes each, and calls `lower` with each item and its address. Pointer
   * and length go to `out` and `out + 4`.
   */
  lowerList<T>(out: number, items: readonly T[], align: number, size: number, lower: (item: T, address: number) => void): void {
    const pointer = this.alloc(align, items.length * size)
    items.forEach((item, index) => lower(item, pointer + index * size))
    this.pair(out, pointer, items.length)
  }

  /** Writes two u32 at `out` and `out + 4`. */
  pair(out: number, first: number, second: number): void {
    const start = this.area(out, 8, 4)
    const { view } = this
    view.setUint32(start, first, true)
    view.setUint32(start + 4, second, true)
  }

  u8(out: number, value: number): void {
    const start = this.address(out, 1)
    this.view.setUint8(start, value)
  }

  u32(out: number, value: number): void {
    const start = this.area(out, 4, 4)
    this.view.setUint32(start, value, true)
  }

  u64(out: number, value: bigint): void {
    const start = this.area(out, 8, 8)
    this.view.setBigUint64(start, value, true)
  }
}
