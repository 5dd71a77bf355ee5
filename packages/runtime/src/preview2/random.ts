import { fillRandom } from '../random.js'
import type { Abi } from './abi.js'
import type { ComponentPart, ComponentState } from './contract.js'
import { trap } from './handles.js'

export const random: ComponentPart = (state) => (abi) => ({
  'wasi:random/random': { 'get-random-bytes': randomBytes(state, abi).getBytes },
})

export const randomBytes = (state: ComponentState, abi: Abi) => {
  return {
    getBytes(length: bigint, out: number): void {
      // As many as asked for, or none: there is no short answer.
      if (BigInt.asUintN(32, length) !== length) trap('random bytes: more than memory has')
      const size = Number(length)
      const pointer = abi.alloc(1, size)
      fillRandom(state, () => abi.slice(pointer, size))
      abi.pair(out, pointer, size)
    },
    getU64(): bigint {
      const word = new BigUint64Array(1)
      fillRandom(state, () => new Uint8Array(word.buffer))
      return word[0]!
    },
  }
}
