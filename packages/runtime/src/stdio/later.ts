import type { InputData, ReadableStreamLike } from '../types.js'

export type Chunk = string | Uint8Array
/** Input that is not there from the start. */
export type Later = AsyncIterable<Chunk> | ReadableStreamLike<Chunk>

/** Whether the guest has to wait for chunks of `input`. */
export const comesLater = (input: InputData): input is Later => typeof input === 'object' && !(Symbol.iterator in input)
