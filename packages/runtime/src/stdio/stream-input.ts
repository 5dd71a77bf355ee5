import type { InputData, ReadableStreamLike } from '../types.js'

type Chunk = string | Uint8Array
type Later = AsyncIterable<Chunk> | ReadableStreamLike<Chunk>

/** Whether chunks of `input` have to be waited for. */
export const comesLater = (input: InputData): input is Later => typeof input === 'object' && !(Symbol.iterator in input)

/** Where chunks come from, one after the other. */
interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Chunk | undefined }>
  close(): void
}

/** Starts to read `input`. */
export const sourceOf = (input: Later): Source => {
  // Safari's streams are not async iterable, and a stream's iterator can't be closed while a chunk is on its way.
  if ('getReader' in input) return fromStream(input)
  const iterator = input[Symbol.asyncIterator]()
  return { next: () => iterator.next(), close: () => quietly(async () => iterator.return?.()) }
}

const fromStream = (stream: ReadableStreamLike<Chunk>): Source => {
  const reader = stream.getReader()
  return {
    next: () => reader.read(),
    close: () =>
      quietly(async () => {
        await reader.cancel()
        reader.releaseLock()
      }),
  }
}

/** The run has its result by now: a source that fails to close has nobody left to tell. */
const quietly = (close: () => Promise<unknown>): void => void close().catch(() => {})
