import { SystemError } from '../errno/errno.js'
import { isBytes } from '../bytes.js'
import { badOption, failure } from '../errors/problem.js'
import type { InputData } from '../types.js'
import { comesLater } from './later.js'
import { sourceOf } from './stream-input.js'
import type { InputStream, StreamContext } from './streams.js'

/** A chunk of input, or null at the end. */
export type Chunk = Uint8Array | null

const EMPTY = /* @__PURE__ */ new Uint8Array(0)

interface Source {
  /** The next chunk, however long it takes. `InputStream.wait` explains `alone`. */
  pull(alone: boolean): Chunk | Promise<Chunk>
  /** The next chunk if it is already available, else undefined. */
  peek(): Chunk | undefined
  close?(): void
  /** Whether no chunk is available before it is pulled, so that `ready` has to pull. */
  mustPull?: boolean
}

/** A stream of chunks that are requested when the guest reads. */
export const chunkInput = ({ pull, peek, close, mustPull }: Source): InputStream => {
  let current: Uint8Array = EMPTY
  let offset = 0
  let ended = false
  let failed: SystemError | undefined
  let pending: Promise<void> | undefined

  const accept = (chunk: Chunk): void => {
    ended = chunk === null
    current = chunk ?? EMPTY
    offset = 0
  }
  const available = (): number => current.length - offset
  /** Keeps the error of a failed read for the next `readInto`. A poll only reports that the stream is ready. */
  const fail = (error: unknown): null => {
    if (!(error instanceof SystemError)) throw error
    failed = error
    return null
  }
  const read = <T>(source: () => T): T | null => {
    try {
      return source()
    } catch (error) {
      return fail(error)
    }
  }
  /** Its promise is kept as `pending`: a poll that a timer ended leaves it for the next one. */
  const settle = async (chunk: Promise<Chunk>, alone: boolean): Promise<void> => {
    let next: Chunk | Promise<Chunk> = chunk
    for (;;) {
      accept(await Promise.resolve(next).catch(fail))
      if (ended || available()) break
      // The chunk was empty.
      next = read(() => pull(alone))
    }
    pending = undefined
  }
  const start = (alone: boolean): Promise<void> | undefined => {
    const chunk = read(() => pull(alone))
    if (chunk instanceof Promise) return (pending = settle(chunk, alone))
    accept(chunk)
    return undefined
  }
  const ready = (): boolean => {
    for (;;) {
      if (ended || available()) return true
      const chunk = pending ? undefined : read(peek)
      if (chunk === undefined) {
        // The next wait reports the result.
        if (mustPull && !pending) void start(false)?.catch(() => {})
        return false
      }
      accept(chunk)
    }
  }

  return {
    ready,
    available,
    readInto(target) {
      if (!ready()) return -1
      if (failed) throw failed
      const part = current.subarray(offset, offset + target.length)
      target.set(part)
      offset += part.length
      return part.length
    },
    wait(alone = true) {
      // If nothing else may end the wait, a pull is enough, and peeking first is not needed.
      while (alone ? !ended && !available() : !ready()) {
        const waiting = pending ?? start(alone)
        if (waiting) return waiting
      }
    },
    close: () => close?.(),
  }
}

/** The guest's standard input, made from what the caller passed. */
export const makeInput = (input: InputData, context: StreamContext): InputStream => {
  if (typeof input === 'string' || isBytes(input)) return fromIterator([input][Symbol.iterator](), context)
  if (!comesLater(input)) return fromIterator(input[Symbol.iterator](), context)
  if (!context.async) {
    throw failure(
      'UNSUPPORTED_MODE',
      "option 'input' is an async iterable or a stream",
      'Waiting for input needs an engine with JSPI (`WebAssembly.Suspending`), and is not possible in `run.sync()`. An instance needs the option `async`, too.',
      'Collect the input first, and pass it as a string or bytes.',
    )
  }
  const source = sourceOf(input)
  return chunkInput({
    async pull() {
      context.interrupt()
      try {
        return toChunk(await source.next())
      } catch (error) {
        return context.fail(error)
      }
    },
    peek: () => undefined,
    close: () => source.close(),
    mustPull: true,
  })
}

const fromIterator = (iterator: Iterator<string | Uint8Array>, context: StreamContext): InputStream => {
  const next = () => {
    // The guest gets no control while it waits for a chunk that is not empty.
    context.interrupt()
    return context.user(() => toChunk(iterator.next()))
  }
  return chunkInput({ pull: next, peek: next, close: () => void iterator.return?.() })
}

/** What an iterator of the caller's returned, as a chunk. Throws if it is neither text nor bytes. */
export const toChunk = ({ done, value }: { done?: boolean | undefined; value?: unknown }): Chunk => {
  if (done) return null
  if (typeof value === 'string') return new TextEncoder().encode(value)
  if (isBytes(value)) return value
  throw badOption("chunk of option 'input'", value, 'a string or a Uint8Array')
}
