import { joined } from '../bytes.js'
import { fail, Pipe } from '../errno/errno.js'
import type { ProgramOutput, WritableStreamLike } from '../types.js'
import { turn } from '../context/turn.js'

/** The most bytes of unread output. A program that prints more waits. */
const HIGH_WATER_MARK = 65536
/** The most bytes in a chunk. No engine can decode a text that is longer than its longest string. */
const LONGEST_CHUNK = 2 ** 20
/** How long a program may print, in milliseconds, until others get a turn of the event loop. */
const PATIENCE = 16

/** A pipe for output: a run writes to one end, and the caller reads from the other. */
export interface OutputPipe {
  readonly writable: WritableStreamLike<Uint8Array>
  readonly readable: ProgramOutput
  /** Ends the readable end after everything that was written: with an error, if there is one. */
  end(error?: { reason: unknown }): void
}

export const outputPipe = (): OutputPipe => {
  let queue: Uint8Array[] = []
  let size = 0
  let open = true
  let ended: { error?: { reason: unknown } | undefined } | undefined
  /** Whether the reader waits for a chunk. */
  let wanted = false
  let room: (() => void) | undefined
  let waiting: Promise<void> | undefined
  let turned = performance.now()
  let controller!: ReadableStreamDefaultController<Uint8Array>

  /** Gives the reader what it waits for, if that is there. */
  const give = (): void => {
    if (size) {
      if (!wanted) return
      wanted = false
      controller.enqueue(take())
      if (!isFull()) room?.()
    } else if (ended && open) {
      open = false
      if (ended.error) controller.error(ended.error.reason)
      else controller.close()
    }
  }
  /** The next chunk. Short ones are joined, because a reader takes longer for many chunks than for their bytes. */
  const take = (): Uint8Array => {
    let chunk = queue[0]!
    if (queue.length > 1 && size <= HIGH_WATER_MARK) {
      chunk = joined(queue)
      queue = []
    } else queue.shift()
    size -= chunk.length
    return chunk
  }
  // Without this, a program and its reader could keep the thread forever: no timer would fire, and no button would work.
  const isDue = (): boolean => performance.now() - turned > PATIENCE
  const isFull = (): boolean => size >= HIGH_WATER_MARK
  const wait = async (): Promise<void> => {
    if (isFull()) await new Promise<void>((resolve) => (room = resolve))
    if (isDue()) await turn()
    turned = performance.now()
    waiting = undefined
  }
  /** Resolves when the program may print more. */
  const ready = (): Promise<void> => (isFull() || isDue() ? (waiting ??= wait()) : Promise.resolve())

  const stream = new ReadableStream<Uint8Array>(
    {
      start: (made) => void (controller = made),
      pull() {
        wanted = true
        give()
      },
      cancel() {
        open = false
        queue = []
        size = 0
        room?.()
      },
    },
    { highWaterMark: 0 },
  )
  return {
    readable: Object.assign(stream, {
      [Symbol.asyncIterator]: () => chunksOf(stream),
      text: () => textOf(chunksOf(stream)),
      lines: () => linesOf(chunksOf(stream)),
    }),
    writable: {
      locked: false,
      getWriter: () => ({
        get desiredSize() {
          return isDue() ? 0 : HIGH_WATER_MARK - size
        },
        get ready() {
          return ready()
        },
        write(chunk) {
          // The reader has left. The guest sees what it would see with a pipe of the system.
          if (!open) fail(Pipe)
          for (let at = 0; at < chunk.length; at += LONGEST_CHUNK) queue.push(chunk.subarray(at, at + LONGEST_CHUNK))
          size += chunk.length
          give()
          return ready()
        },
        releaseLock() {},
      }),
    },
    end(error) {
      ended = { error }
      give()
    },
  }
}

/** The chunks of `stream`, which is cancelled if the caller stops early. Safari's streams are not async iterable. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // If the stream has failed, the read has reported that.
    await reader.cancel().catch(() => {})
    reader.releaseLock()
  }
}

const makeDecoder = (): TextDecoder => new TextDecoder('utf-8', { ignoreBOM: true })

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const decoder = makeDecoder()
  let text = ''
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true })
  return text + decoder.decode()
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = makeDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    // Only new text is searched for line breaks. Searching a long line again for each chunk would take quadratic time.
    lines[0] = rest + lines[0]!
    rest = lines.pop()!
    yield* lines
  }
  if ((rest += decoder.decode())) yield rest
}
