import { createHash } from 'node:crypto'

/** Random choices that depend only on `key` (xoshiro128**), so that the number of a case repeats it. */
export class Random {
  #state

  constructor(key) {
    const digest = createHash('sha256').update(key).digest()
    this.#state = new Uint32Array([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset) | 1))
  }

  u32() {
    const s = this.#state
    const product = Math.imul(s[1], 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = (s[3] << 11) | (s[3] >>> 21)
    return result
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit) {
    return Math.floor((this.u32() / 2 ** 32) * limit)
  }

  /** An integer from `low` to `high`, both included. */
  between(low, high) {
    return low + this.below(high - low + 1)
  }

  chance(probability) {
    return this.u32() / 2 ** 32 < probability
  }

  pick(values) {
    return values[this.below(values.length)]
  }

  /** A value of the `[weight, value]` pairs. */
  weighted(pairs) {
    let at = (this.u32() / 2 ** 32) * pairs.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, value] of pairs) {
      at -= weight
      if (at < 0) return value
    }
    return pairs.at(-1)[1]
  }

  bytes(length) {
    return Uint8Array.from({ length }, () => this.u32() >>> 24)
  }
}
