import { fillRandom } from '../context/random.js'
import { trapBecause } from '../errors/trap.js'
import type { ComponentPart } from './part.js'

/**
 * The maximum number of bytes of one call, as in wasmtime.
 * https://github.com/bytecodealliance/wasmtime/security/advisories/GHSA-852m-cvvp-9p4w
 */
const MOST = 64 << 20

/** wasi:random. The insecure functions return the same random data as the others. */
export const randomNumbers: ComponentPart =
  ({ context }) =>
  (abi) => {
    const getBytes = (length: bigint, out: number): void => {
      // The call must return as many bytes as requested, so too many can only trap.
      const size = Number(BigInt.asUintN(64, length))
      if (size > MOST) trapBecause(`${size} random bytes in one call: the limit is ${MOST}`)
      const pointer = abi.alloc(1, size)
      fillRandom(context, () => abi.slice(pointer, size))
      abi.pair(out, pointer, size)
    }
    const getU64 = (): bigint => {
      const word = new BigUint64Array(1)
      fillRandom(context, () => new Uint8Array(word.buffer))
      return word[0]!
    }
    return {
      'wasi:random/random': { 'get-random-bytes': getBytes, 'get-random-u64': getU64 },
      'wasi:random/insecure': { 'get-insecure-random-bytes': getBytes, 'get-insecure-random-u64': getU64 },
      'wasi:random/insecure-seed': {
        'insecure-seed'(out: number) {
          abi.area(out, 16, 8)
          abi.u64(out, getU64())
          abi.u64(out + 8, getU64())
        },
      },
    }
  }
