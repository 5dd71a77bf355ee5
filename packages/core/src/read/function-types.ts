import type { Reader } from './reader.js'
import type { FuncType } from './shapes.js'

/** Entries between two offsets that `FunctionTypes` remembers. */
const STRIDE = 256

/**
 * The function section: the one part read here that grows with the code. So it is only stepped through, and only as far
 * as somebody asks; the offset of every 256th entry is kept for the next question.
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

  /** Steps over LEB128 numbers by their last bytes, the only ones below 0x80. */
  #skip(from: number, entries: number): number {
    const { bytes, end } = this.r
    let pos = from
    for (let left = entries; left > 0 && pos < end; pos++) if (bytes[pos]! < 0x80) left--
    return pos
  }
}
