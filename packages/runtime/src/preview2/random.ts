import { fillRandom } from '../context/random.js'
import type { Abi } from './abi.js'
import type { ComponentPart, ComponentState } from './part.js'
import { trapBecause } from '../errors/trap.js'

/** Bytes of one call, as in wasmtime. https://github.com/bytecodealliance/wasmtime/security/advisories/GHSA-852m-cvvp-9p4w */
const MOST = 64 << 20

export const random: ComponentPart = (state) => (abi) => ({
  'wasi:random/random': { 'get-random-bytes': randomBytes(state, abi).getBytes },
})

export const randomBytes = (state: ComponentState, abi: Abi) => {
  return {
    getBytes(length: bigint, out: number): void {
      // As many as asked for, or none: there is no short answer.
      const size = Number(BigInt.asUintN(64, length))
      if (size > MOST) trapBecause(`${size} random bytes in one call: ${MOST} are the most`)
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
