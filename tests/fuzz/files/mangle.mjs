import { concat } from './encode.mjs'

/** Changes that know nothing about the format. */
export function mangle(random, bytes, other) {
  const copy = bytes.slice()
  switch (random.below(5)) {
    case 0:
      return copy.subarray(0, random.below(copy.length + 1))
    case 1:
      return concat([copy.subarray(0, random.below(copy.length + 1)), other.subarray(random.below(other.length + 1))])
    case 2: {
      const at = random.below(copy.length + 1)
      return concat([copy.subarray(0, at), random.bytes(random.between(1, 8)), copy.subarray(at)])
    }
    case 3: {
      const at = random.below(copy.length + 1)
      return concat([copy.subarray(0, at), copy.subarray(at + random.between(1, 8))])
    }
    default:
      for (let flips = random.between(1, 6); flips > 0 && copy.length > 0; flips--) {
        copy[random.below(copy.length)] ^= 1 << random.below(8)
      }
      return copy
  }
}
