import type { ReadableStreamLike } from '../types.js'
import type { Chunk, Later } from './later.js'

/** A source of chunks, one after the other. */
interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Chunk | undefined }>
  close(): void
}

/** Starts reading `input`. */
export const sourceOf = (input: Later): Source => {
  // Safari's streams are not async iterable, and a stream's iterator can't be closed while it waits for a chunk.
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

/** Ignores errors: when a source is closed, the run already has its result. */
const quietly = (close: () => Promise<unknown>): void => void close().catch(() => {})
