import { isBytes } from '../bytes.js'
import type { ProgramInput } from '../types.js'

type Chunk = string | Uint8Array

/** A pipe for input: the caller writes to one end, and a run reads from the other. */
export interface InputPipe {
  readonly writable: ProgramInput
  /** Bytes stay unchanged until the next chunk is requested. */
  readonly readable: AsyncIterable<Chunk>
  /** Ends the writable end, because the program reads no more. Writes that are under way fail, too. */
  end(reason: unknown): void
}

export const inputPipe = (): InputPipe => {
  let controller!: TransformStreamDefaultController<Chunk>
  let buffer = new Uint8Array(0)
  // The writer may reuse its buffer as soon as the chunk counts as written, while the program still reads it. All copies share one
  // buffer. A new one for each chunk would halve the speed, because the engine would have to collect them.
  const copy = (chunk: Uint8Array): Uint8Array => {
    if (chunk.length > buffer.length) buffer = new Uint8Array(chunk.length)
    buffer.set(chunk)
    return buffer.subarray(0, chunk.length)
  }
  const { readable, writable } = new TransformStream<Chunk, Chunk>({
    start: (made) => void (controller = made),
    // Called when a chunk is requested, because the readable end holds none.
    transform: (chunk) => controller.enqueue(isBytes(chunk) ? copy(chunk) : chunk),
  })
  const reader = readable.getReader()
  return {
    writable,
    // Not a stream: the run would cancel it without a reason that says why the program reads no more.
    readable: { [Symbol.asyncIterator]: () => ({ next: () => reader.read() as Promise<IteratorResult<Chunk>> }) },
    end: (reason) => controller.error(reason),
  }
}
