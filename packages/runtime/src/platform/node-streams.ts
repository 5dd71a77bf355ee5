import { InsufficientSpace, Io, Pipe, SystemError } from '../errno/errno.js'
import { chunkInput, type Chunk } from '../stdio/input.js'
import type { InputStream, Sink, StreamContext } from '../stdio/streams.js'
import { blockFor } from './block.js'

type Fs = typeof import('node:fs')

// The size of one read of standard input, in bytes.
const CHUNK = 65536
// The time between two reads of a descriptor that can't be waited for, in milliseconds.
const LOOK_EVERY = 10
// After a second without input, a longer time is enough.
const LOOK_LATER = 25

const pause = (looks: number): number => (looks < 100 ? LOOK_EVERY : LOOK_LATER)

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** The standard output (1) or error (2) of the process. */
export const processOutput = (fs: Fs, fd: 1 | 2): Sink => ({
  write(bytes) {
    for (let done = 0; done < bytes.length;) {
      try {
        // Node refuses to write 2^31 bytes or more.
        done += fs.writeSync(fd, bytes, done, Math.min(bytes.length - done, 0x7ffff000))
      } catch (error) {
        const code = codeOf(error)
        // Another process made this pipe or terminal non-blocking, and it is full.
        if (code === 'EAGAIN') blockFor(1)
        // ECONNRESET: the inherited descriptor is a socket whose other end is closed.
        else throw new SystemError(code === 'EPIPE' || code === 'ECONNRESET' ? Pipe : code === 'ENOSPC' ? InsufficientSpace : Io)
      }
    }
  },
})

/** The standard input of the process. In an async run, waits return promises. */
export const processInput = (fs: Fs, context: StreamContext): InputStream => {
  const source = new ProcessInput(fs, context)
  return chunkInput({
    pull: context.async ? (alone) => source.pullLater(alone) : () => source.pull(),
    peek: () => source.peek(),
    close: () => source.close(),
  })
}

/** Reads descriptor 0. Methods that return a chunk return null at the end, and undefined if no data is available yet. */
class ProcessInput {
  /** A descriptor that can be read without blocking, or -1 if there is none. Undefined until it is needed. */
  #probe: number | undefined
  #file: boolean | undefined
  #closed = false

  constructor(
    readonly fs: Fs,
    readonly context: StreamContext,
  ) {}

  /** Blocks until there is a chunk. */
  pull(): Chunk {
    for (let looks = 0; ; looks++) {
      // A blocking read could not be interrupted.
      const probe = this.context.cancel ? this.#lookable() : -1
      const chunk = this.#read(Math.max(probe, 0))
      if (chunk !== undefined) return chunk
      this.context.interrupt()
      // The descriptor is non-blocking, perhaps because another process made it so.
      blockFor(pause(looks))
    }
  }

  /** A chunk, if one is available. If only a read can find out, this blocks, or in an async run leaves that to the next wait. */
  peek(): Chunk | undefined {
    const probe = this.#lookable()
    if (probe >= 0) return this.#read(probe)
    return this.context.async && !this.#file ? undefined : this.pull()
  }

  /** Waits for a chunk. `InputStream.wait` explains `alone`. */
  pullLater(alone: boolean): Promise<Chunk> {
    let looks = 0
    return new Promise((resolve, reject) => {
      const settle = (look: () => Chunk | undefined): void => {
        try {
          const chunk = look()
          if (chunk === undefined) setTimeout(next, pause(looks++))
          else resolve(chunk)
        } catch (error) {
          reject(error as Error)
        }
      }
      const next = (): void => {
        // A read under way can't be cancelled: it would consume the next input and keep the process alive until then.
        const probe = alone && !this.context.cancel ? -1 : this.#lookable()
        if (probe >= 0) return settle(() => (this.#closed ? null : this.#read(probe)))
        const buffer = new Uint8Array(CHUNK)
        this.fs.read(0, buffer, 0, CHUNK, null, (error, count) => settle(() => (error ? failed(error) : chunkOf(buffer, count))))
      }
      next()
    })
  }

  close(): void {
    this.#closed = true
    if (this.#probe && this.#probe > 0) this.fs.closeSync(this.#probe)
  }

  /** Reads once. */
  #read(fd: number): Chunk | undefined {
    const buffer = new Uint8Array(CHUNK)
    try {
      return chunkOf(buffer, this.fs.readSync(fd, buffer))
    } catch (error) {
      return failed(error)
    }
  }

  /** A descriptor that can be read without blocking, or -1. A file has none: the probe would read it from the beginning. */
  #lookable(): number {
    this.#file ??= this.#isFile()
    return this.#file ? -1 : this.#openProbe()
  }

  /**
   * Node can't ask whether a descriptor has data. On Linux, /proc can open the same pipe or terminal again as non-blocking,
   * without changing the one that this process shares with others. Elsewhere only a read can find out, and it may block.
   */
  #openProbe(): number {
    const { fs } = this
    try {
      this.#probe ??= fs.openSync('/proc/self/fd/0', fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY)
    } catch (error) {
      // A socket, which Node's child processes get, can't be opened. Any use of process.stdin has libuv make it non-blocking.
      this.#probe = codeOf(error) === 'ENXIO' && process.stdin ? 0 : -1
    }
    return this.#probe
  }

  #isFile(): boolean {
    try {
      return this.fs.fstatSync(0).isFile()
    } catch {
      // The descriptor is closed. The next read will report that.
      return true
    }
  }
}

const chunkOf = (buffer: Uint8Array, count: number): Chunk => (count ? buffer.subarray(0, count) : null)

/** The result of a read that failed. */
const failed = (error: unknown): null | undefined => {
  const code = codeOf(error)
  if (code === 'EAGAIN') return undefined
  // Windows reports the end of a pipe as an error. A closed standard input counts as empty.
  if (code === 'EOF' || code === 'EBADF') return null
  throw new SystemError(Io)
}
