import { isBytes } from '../bytes.js'
import type { ProgramInput } from '../types.js'

type Chunk = string | Uint8Array

/** A pipe for input: the caller writes to one end, and a run reads from the other. */
export interface InputPipe {
  readonly writable: ProgramInput
  readonly readable: AsyncIterable<Chunk>
  /** Ends the writable end, because the program reads no more. Writes that are under way fail, too. */
  end(reason: unknown): void
}

export const inputPipe = (): InputPipe => {
  let controller!: TransformStreamDefaultController<Chunk>
  const { readable, writable } = new TransformStream<Chunk, Chunk>({
    start: (made) => void (controller = made),
    // The writer may reuse its buffer as soon as the chunk counts as written, while the program still reads it.
    transform: (chunk) => controller.enqueue(isBytes(chunk) ? chunk.slice() : chunk),
  })
  const reader = readable.getReader()
  return {
    writable,
    // Not a stream: the run would cancel it without a reason that says why the program reads no more.
    readable: { [Symbol.asyncIterator]: () => ({ next: () => reader.read() as Promise<IteratorResult<Chunk>> }) },
    end: (reason) => controller.error(reason),
  }
}
