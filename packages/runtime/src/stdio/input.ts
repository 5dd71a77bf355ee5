import { SystemError } from '../errno/errno.js'
import { isBytes } from '../bytes.js'
import { badOption, failure } from '../errors/problem.js'
import type { InputData } from '../types.js'
import { comesLater, sourceOf } from './stream-input.js'
import type { InputStream, StreamContext } from './streams.js'

/** A chunk of input, or null at the end. */
export type Chunk = Uint8Array | null

const EMPTY = /* @__PURE__ */ new Uint8Array(0)

/** A stream of chunks that are requested when the guest reads. */
export class Input implements InputStream {
  #chunk: Uint8Array = EMPTY
  #offset = 0
  #ended = false
  #error: SystemError | undefined
  #pending: Promise<void> | undefined

  constructor(
    /** The next chunk, however long it takes. `wait` explains `alone`. */
    readonly pull: (alone: boolean) => Chunk | Promise<Chunk>,
    /** The next chunk if it is already available, else undefined. */
    readonly peek: () => Chunk | undefined,
    readonly onClose?: () => void,
    /** Whether no chunk is available before it is pulled, so that `ready` has to pull. */
    readonly mustPull = false,
  ) {}

  ready(): boolean {
    while (!this.#ended && this.#offset === this.#chunk.length) {
      if (this.#pending) return false
      const chunk = this.#read(this.peek)
      if (chunk === undefined) {
        // The next wait reports the result.
        if (this.mustPull) void this.#start(false)?.catch(() => {})
        return false
      }
      this.#accept(chunk)
    }
    return true
  }

  available(): number {
    return this.#chunk.length - this.#offset
  }

  readInto(target: Uint8Array): number {
    if (!this.ready()) return -1
    if (this.#error) throw this.#error
    const part = this.#chunk.subarray(this.#offset, this.#offset + target.length)
    target.set(part)
    this.#offset += part.length
    return part.length
  }

  wait(alone = true): void | Promise<void> {
    // If nothing else may end the wait, a pull is enough, and peeking first is not needed.
    while (alone ? !this.#ended && this.available() === 0 : !this.ready()) {
      if (this.#pending) return this.#pending
      const pending = this.#start(alone)
      if (pending) return pending
    }
  }

  #start(alone: boolean): Promise<void> | undefined {
    const chunk = this.#read(() => this.pull(alone))
    if (chunk instanceof Promise) return (this.#pending = this.#settle(chunk, alone))
    this.#accept(chunk)
    return undefined
  }

  close(): void {
    this.onClose?.()
  }

  /** Its promise is kept as `#pending`: a poll that a timer ended leaves it for the next one. */
  async #settle(chunk: Promise<Chunk>, alone: boolean): Promise<void> {
    let next: Chunk | Promise<Chunk> = chunk
    for (;;) {
      this.#accept(await Promise.resolve(next).catch((error: unknown) => this.#fail(error)))
      if (this.#ended || this.available() > 0) break
      // The chunk was empty.
      next = this.#read(() => this.pull(alone))
    }
    this.#pending = undefined
  }

  #accept(chunk: Chunk): void {
    this.#ended = chunk === null
    this.#chunk = chunk ?? EMPTY
    this.#offset = 0
  }

  #read<T>(source: () => T): T | null {
    try {
      return source()
    } catch (error) {
      return this.#fail(error)
    }
  }

  /** Keeps the error of a failed read for the next `readInto`. A poll only reports that the stream is ready. */
  #fail(error: unknown): null {
    if (!(error instanceof SystemError)) throw error
    this.#error = error
    return null
  }
}

/** The guest's standard input, made from what the caller passed. */
export const makeInput = (input: InputData, context: StreamContext): InputStream => {
  if (typeof input === 'string' || isBytes(input)) return fromIterator([input][Symbol.iterator](), context)
  if (!comesLater(input)) return fromIterator(input[Symbol.iterator](), context)
  if (!context.async) {
    throw failure(
      'UNSUPPORTED_MODE',
      "run(): option 'input' is an async iterable or a stream",
      'Waiting for input needs an engine with JSPI (`WebAssembly.Suspending`), and is not possible in `run.sync()` or with a trace.',
      'Collect the input first, and pass it as a string or bytes.',
    )
  }
  const source = sourceOf(input)
  return new Input(
    async () => {
      context.interrupt()
      try {
        return toChunk(await source.next())
      } catch (error) {
        return context.fail(error)
      }
    },
    () => undefined,
    () => source.close(),
    true,
  )
}

const fromIterator = (iterator: Iterator<string | Uint8Array>, context: StreamContext): Input => {
  const next = () => {
    // The guest gets no control while it waits for a chunk that is not empty.
    context.interrupt()
    return context.user(() => toChunk(iterator.next()))
  }
  return new Input(next, next, () => void iterator.return?.())
}

const toChunk = ({ done, value }: { done?: boolean | undefined; value?: unknown }): Chunk => {
  if (done) return null
  if (typeof value === 'string') return new TextEncoder().encode(value)
  if (isBytes(value)) return value
  throw badOption("chunk of option 'input'", value, 'a string or a Uint8Array')
}
