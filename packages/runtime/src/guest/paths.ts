import { decodeText, encodeText } from '../bytes.js'
import { IllegalByteSequence, NameTooLong, fail } from '../errno/errno.js'
import type { KeptPath, LinearMemory } from './linear-memory.js'

/** The most bytes of a path. No system takes longer ones, and decoding hundreds of megabytes can abort the engine. */
const MAX_PATH = 1 << 16

/** The maximum number of bytes of a path to keep. The same path often comes again, and comparing is cheaper than decoding. */
const LONGEST_KEPT = 256

/** The path of `length` bytes at `pointer`. Fails with NAMETOOLONG if it is too long, and ILSEQ if it is malformed UTF-8. */
export const readPath = (memory: LinearMemory, pointer: number, length: number): string => {
  if (length >>> 0 > MAX_PATH) fail(NameTooLong)
  const start = memory.address(pointer, length)
  const kept = (memory.path ??= { text: '', size: 0, bytes: new Uint8Array(LONGEST_KEPT) })
  if (length === kept.size && isKept(kept, memory.bytes, start)) return kept.text
  const encoded = memory.slice(start, length)
  const text = decodeText(encoded)
  // Malformed UTF-8 is decoded to U+FFFD, but a path may also contain that character.
  if (text.includes('\uFFFD')) {
    const again = encodeText(text)
    if (again.length !== length || again.some((byte, index) => byte !== encoded[index])) fail(IllegalByteSequence)
  }
  if (length <= LONGEST_KEPT) {
    kept.bytes.set(encoded)
    kept.text = text
    kept.size = length
  }
  return text
}

const isKept = ({ size, bytes }: KeptPath, memory: Uint8Array, start: number): boolean => {
  for (let index = 0; index < size; index++) if (memory[start + index] !== bytes[index]) return false
  return true
}
