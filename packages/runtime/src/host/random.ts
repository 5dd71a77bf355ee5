import type { Abi } from '../abi.js'
import type { HostState } from '../state.js'
import type { HostPart } from './contract.js'

// getRandomValues refuses more. https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues
const QUOTA = 65536

export const random: HostPart = (state) => (abi) => ({
  'wasi:random/random': { 'get-random-bytes': randomBytes(state, abi).getBytes },
})

export const randomBytes = (state: HostState, abi: Abi) => {
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
      const size = Number(BigInt.asUintN(64, length))
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
