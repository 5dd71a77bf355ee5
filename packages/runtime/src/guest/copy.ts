import { problem } from '../errors/problem.js'
import type { MemoryLike } from '../types.js'

/** The bytes from `pointer` on, which may be negative because it is an i32. */
const view = ({ memory }: { readonly memory: MemoryLike }, pointer: number, length: number): Uint8Array<ArrayBuffer> => {
  const start = pointer < 0 ? pointer + 2 ** 32 : pointer
  const size = memory.buffer.byteLength
  if (Number.isInteger(start) && start >= 0 && Number.isInteger(length) && length >= 0 && start + length <= size)
    return new Uint8Array(memory.buffer, start, length)
  throw problem(
    `${length} bytes at address ${start} are not in the program's memory`,
    `The memory has ${size} bytes.`,
    'Check the pointer and the length. An error of the program may have been taken for a pointer.',
  )
}

/**
 * Copies `bytes` into memory that the program's own `malloc` allocates, and returns the pointer. Give it back to the program with its
 * `free` when it is no longer needed.
 */
export const copyIn = (
  library: { readonly memory: MemoryLike; malloc(this: void, size: number): number },
  bytes: Uint8Array,
): number => {
  // A string has a length, too, and would be copied as zeros.
  if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1)
    throw problem('copyIn() got something that is not bytes', 'It copies a Uint8Array.', 'Encode text with a TextEncoder first.')
  // Bytes in the memory itself are lost to JavaScript if `malloc` makes it grow.
  const source = bytes.buffer === library.memory.buffer ? bytes.slice() : bytes
  const pointer = library.malloc(source.length)
  if (pointer === 0 && source.length > 0) {
    throw problem(
      `the program has no memory for ${source.length} bytes`,
      'Its `malloc` returned 0.',
      "Call the program's `free` earlier, or pass a larger 'maxMemory'.",
    )
  }
  view(library, pointer, source.length).set(source)
  return pointer
}

/** Copies `length` bytes out of the program's memory. */
export const copyOut = (library: { readonly memory: MemoryLike }, pointer: number, length: number): Uint8Array<ArrayBuffer> =>
  view(library, pointer, length).slice()
