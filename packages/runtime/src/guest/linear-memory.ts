/** The path that was read last. */
export interface KeptPath {
  text: string
  /** The number of its bytes. */
  size: number
  readonly bytes: Uint8Array
}

/** The memory in which host functions read arguments and write results. Pointers and lengths are i32 and may be negative. */
export abstract class LinearMemory {
  #memory: WebAssembly.Memory | undefined
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  /** The path that `readPath` keeps. */
  path: KeptPath | undefined = undefined

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
}
