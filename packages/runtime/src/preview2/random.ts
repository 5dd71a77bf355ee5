import type { Abi } from './abi.js'
import type { ComponentPart, ComponentState } from './contract.js'
import { trap } from './handles.js'

// getRandomValues refuses more. https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
const QUOTA = 65536

export const random: ComponentPart = (state) => (abi) => ({
  'wasi:random/random': { 'get-random-bytes': randomBytes(state, abi).getBytes },
})

export const randomBytes = (state: ComponentState, abi: Abi) => {
  const fill = (bytes: Uint8Array<ArrayBuffer>): void => {
    const { random } = state.options
    if (random) {
      // The user's function gets memory of its own: what it keeps is not the guest's.
      const filled = new Uint8Array(bytes.length)
      state.user(() => random(filled))
      bytes.set(filled)
    } else {
      for (let at = 0; at < bytes.length; at += QUOTA) crypto.getRandomValues(bytes.subarray(at, at + QUOTA))
    }
  }
  return {
    getBytes(length: bigint, out: number): void {
      // As many as asked for, or none: there is no short answer.
      if (BigInt.asUintN(32, length) !== length) trap('random bytes: more than memory has')
      const size = Number(length)
      const pointer = abi.alloc(1, size)
      fill(abi.slice(pointer, size))
      abi.pair(out, pointer, size)
    },
    getU64(): bigint {
      const word = new BigUint64Array(1)
      fill(new Uint8Array(word.buffer))
      return word[0]!
    },
  }
}
