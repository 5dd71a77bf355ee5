// What goes into a program and comes out of it.

/**
 * Data for standard input: text, bytes, or chunks of either. Async iterables and streams need an engine with JSPI
 * (`WebAssembly.Suspending`). A run that ends early closes an iterator and cancels a stream. If the program imports no function
 * that reads, they are left untouched.
 */
export type InputData =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | ReadableStreamLike<string | Uint8Array>

/** Where standard input comes from if there is no `input`: from the process (Node only), or from nowhere. */
export type Stdin = 'inherit' | 'ignore'

/** The part of a `ReadableStream` that a run uses. The type needs neither the DOM library nor Node's types. */
export interface ReadableStreamLike<Chunk> {
  /** Whether something reads it. A run refuses such a stream with `BAD_OPTION`. */
  readonly locked: boolean
  /** Returns a reader, which locks the stream. */
  getReader(): {
    read(): Promise<{ done: boolean; value?: Chunk | undefined }>
    cancel(reason?: unknown): Promise<void>
    releaseLock(): void
  }
}

/**
 * Where output goes: it is captured (`pipe`), goes to the output of the process (`inherit`) or is dropped (`ignore`), or each
 * chunk is passed to a callback (as a copy, which you may keep) or written to a stream. A stream is not closed. In an engine with
 * JSPI the guest waits for the stream while it is full; elsewhere chunks are queued, up to `maxOutput`. The run ends when everything is written.
 * Only `run()` takes streams: `run.sync()` and instances of a library can't wait.
 */
export type Output =
  | 'pipe'
  | 'inherit'
  | 'ignore'
  | ((chunk: Uint8Array) => void)
  | WritableStreamLike<Uint8Array>
  | NodeWritableLike

/** The part of a `WritableStream` that a run uses. The type needs neither the DOM library nor Node's types. */
export interface WritableStreamLike<Chunk> {
  /** Whether something writes it. A run refuses such a stream with `BAD_OPTION`. */
  readonly locked: boolean
  /** Returns a writer, which locks the stream. */
  getWriter(): {
    readonly desiredSize: number | null
    readonly ready: Promise<unknown>
    write(chunk: Chunk): Promise<void>
    releaseLock(): void
  }
}

/** The part of Node's `Writable` that a run uses. */
export interface NodeWritableLike {
  /** Writes bytes, and calls `callback` when they are written. */
  write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean
  /** Adds a listener. */
  on(event: 'error', listener: (error: Error) => void): unknown
  /** Removes a listener. */
  off(event: 'error', listener: (error: Error) => void): unknown
}

/** The stream that a program reads: a `WritableStream` of text and bytes. */
export type ProgramInput = WritableInput & Global<'WritableStream'>

/** What every engine's `WritableStream` has. */
export interface WritableInput {
  /** Whether it has a writer, or a stream is piped into it. */
  readonly locked: boolean
  /** Ends the program with `reason` when it next reads, because input that is cut off must not look complete. */
  abort(reason?: unknown): Promise<void>
  /** Ends the input. */
  close(): Promise<void>
  /** Returns a writer, which locks the stream. */
  getWriter(): InputWriter & Global<'WritableStreamDefaultWriter'>
}

/** What every engine's writers have. */
export interface InputWriter {
  /** Resolves when the stream is closed. Rejects if it fails. */
  readonly closed: Promise<unknown>
  /** How many more chunks the stream takes before it is full. `null` if it failed. */
  readonly desiredSize: number | null
  /** Resolves when the stream takes more chunks. */
  readonly ready: Promise<unknown>
  /** The same as that of the stream. */
  abort(reason?: unknown): Promise<void>
  /** The same as that of the stream. */
  close(): Promise<void>
  /** Unlocks the stream. */
  releaseLock(): void
  /** Resolves when the program takes the chunk. Rejects with `ENDED` if the program ends. */
  write(chunk: string | Uint8Array): Promise<void>
}

/** A stream that a program writes: a `ReadableStream` of bytes. It is also async iterable in engines whose streams are not. */
export type ProgramOutput = ReadableOutput & Global<'ReadableStream'>

/** What every engine's `ReadableStream` has, and the methods that the runtime adds. */
export interface ReadableOutput extends ReadableStreamLike<Uint8Array>, AsyncIterable<Uint8Array> {
  /** Stops reading. The program's next write fails with `EPIPE`. */
  cancel(reason?: unknown): Promise<void>
  /** Writes everything to `destination`, and closes it. */
  pipeTo(destination: WritableStreamLike<Uint8Array> | WritableInput): Promise<void>
  /** Reads everything that is left, and decodes it as UTF-8. */
  text(): Promise<string>
  /** The lines, decoded as UTF-8, without their `\n`. A last line without `\n` counts, too. */
  lines(): AsyncIterableIterator<string>
}

/** The type of instances of the platform's class `Name`, if the compiler knows one. */
type Global<Name extends string> = typeof globalThis extends { readonly [Key in Name]: { prototype: infer Type } }
  ? Type
  : unknown
