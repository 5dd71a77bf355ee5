import type { Reader } from './reader.js'
import type { FuncType } from './shapes.js'

/** The number of entries between two offsets that `FunctionTypes` remembers. */
const STRIDE = 256

/**
 * The function section, which is the only part read here that grows with the code. So it is only skipped through, as far as a
 * caller asks, and the offset of every 256th entry is kept for later calls.
 */
export class FunctionTypes {
  readonly #marks: number[]

  constructor(
    readonly r: Reader,
    readonly count: number,
    readonly types: readonly (FuncType | undefined)[],
  ) {
    this.#marks = [r.pos]
  }

  at(index: number): FuncType | undefined {
    if (index >= this.count) return undefined
    const { r } = this
    const mark = Math.floor(index / STRIDE)
    while (this.#marks.length <= mark) this.#marks.push(this.#skip(this.#marks.at(-1)!, STRIDE))
    r.pos = this.#skip(this.#marks[mark]!, index % STRIDE)
    const at = r.pos
    const type = r.u32()
    if (this.types[type] === undefined) throw r.malformed(`type ${type} where a function type is needed`, at)
    return this.types[type]
  }

  /** Skips LEB128 numbers by their last bytes, which are the only ones below 0x80. */
  #skip(from: number, entries: number): number {
    const { bytes, end } = this.r
    let pos = from
    for (let left = entries; left > 0 && pos < end; pos++) if (bytes[pos]! < 0x80) left--
    return pos
  }
}
