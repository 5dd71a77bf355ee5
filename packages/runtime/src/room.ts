import { InsufficientSpace, fail } from './errno.js'

/** An array of `size` bytes. More than the engine has room for is like a disk that is full. */
export const room = (size: number): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(size)
  } catch (error) {
    if (error instanceof RangeError) fail(InsufficientSpace)
    throw error
  }
}
