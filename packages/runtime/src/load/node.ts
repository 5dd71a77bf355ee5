import { InsufficientSpace, Io, Pipe, SystemError } from '../errno.js'
import { loadProblem } from '../load.js'
import type { Platform, Progress } from '../platform.js'
import type { HostState } from '../state.js'
import type { InputStream, Sink } from '../stdio/streams.js'
import { Input, type Chunk } from '../stdio/input.js'
import { blockFor } from '../wait.js'
import { makeClock } from './clock.js'
import { compileFetched, readFetched } from './fetch.js'

// Of one read of standard input, bytes.
const CHUNK = 65536
// Between looks at what can't be waited for, milliseconds.
const LOOK_EVERY = 10

type Fs = typeof import('node:fs')

/**
 * Node, and what gives Node's built-in modules as it does (Deno, Bun). They come by `process.getBuiltinModule`, so that bundlers for
 * browsers see no import of them.
 */
export const node = (): Platform => {
  const builtin = process.getBuiltinModule
  const fs = builtin('node:fs')
  const readFile = async (source: string | URL, url: URL, onProgress?: Progress): Promise<Uint8Array<ArrayBuffer>> => {
    let bytes
    try {
      bytes = await fs.promises.readFile(url)
    } catch (error) {
      throw loadProblem(source, String(error), error)
    }
    onProgress?.({ loaded: bytes.length, total: bytes.length })
    return bytes as Uint8Array<ArrayBuffer>
  }
  return {
    clock: makeClock(() => process.hrtime.bigint(), 1n),
    syncInstances: true,
    async revision(source) {
      const url = fileUrl(source)
      if (!url) return ''
      // A file that is not there says so when it is read.
      const stats = await fs.promises.stat(url).catch(() => undefined)
      return stats ? `${stats.mtimeMs} ${stats.size}` : ''
    },
    async read(source, onProgress) {
      const url = fileUrl(source)
      return url ? readFile(source, url, onProgress) : readFetched(source, onProgress)
    },
    async compile(source, onProgress) {
      const url = fileUrl(source)
      if (!url) return compileFetched(source, onProgress)
      const bytes = await readFile(source, url, onProgress)
      try {
        return await WebAssembly.compile(bytes)
      } catch (error) {
        throw loadProblem(source, String(error), error)
      }
    },
    stdin: (state) => inherited(fs, state),
    output: (fd) => descriptor(fs, fd),
    isTerminal: (fd) => builtin('node:tty').isatty(fd),
  }

  /** Undefined for what has to be fetched. A string without a scheme is a path (and a one-letter scheme a Windows drive). */
  function fileUrl(source: string | URL): URL | undefined {
    const text = String(source)
    if (text.startsWith('file:')) return new URL(text)
    return /^[a-z][a-z+.-]+:/i.test(text) ? undefined : builtin('node:url').pathToFileURL(text)
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

const descriptor = (fs: Fs, fd: number): Sink => ({
  write(bytes) {
    for (let done = 0; done < bytes.length;) {
      try {
        // Node refuses 2^31 bytes and more.
        done += fs.writeSync(fd, bytes, done, Math.min(bytes.length - done, 0x7ffff000))
      } catch (error) {
        const code = codeOf(error)
        // A pipe or terminal that somebody made non-blocking and that is full.
        if (code === 'EAGAIN') blockFor(1)
        // What is inherited may be a socket: the other end of it is gone.
        else throw new SystemError(code === 'EPIPE' || code === 'ECONNRESET' ? Pipe : code === 'ENOSPC' ? InsufficientSpace : Io)
      }
    }
  },
})

/** Standard input of the process. */
const inherited = (fs: Fs, state: HostState): InputStream => {
  const { async, cancel } = state
  let probe: number | undefined
  let file: boolean | undefined
  let closed = false

  const chunkOf = (buffer: Uint8Array, count: number): Chunk => (count ? buffer.subarray(0, count) : null)
  const failed = (error: unknown): null | undefined => {
    const code = codeOf(error)
    if (code === 'EAGAIN') return undefined
    // Windows reports the end of a pipe as an error; a standard input that is closed reads as empty.
    if (code === 'EOF' || code === 'EBADF') return null
    throw new SystemError(Io)
  }
  /** One read; undefined when there is nothing yet. */
  const read = (fd: number): Chunk | undefined => {
    const buffer = new Uint8Array(CHUNK)
    try {
      return chunkOf(buffer, fs.readSync(fd, buffer))
    } catch (error) {
      return failed(error)
    }
  }
  const pull = (): Chunk => {
    for (;;) {
      // A read that blocks could not be ended.
      const chunk = read(cancel && looking() ? probe! : 0)
      if (chunk !== undefined) return chunk
      state.interrupt()
      // Somebody made it non-blocking.
      blockFor(LOOK_EVERY)
    }
  }

  /**
   * Node can't ask whether a descriptor has data. On Linux, /proc gives the same pipe or terminal once more, non-blocking, without a
   * change to the one that the process shares with others. Elsewhere only a read tells, and that may block.
   */
  const probed = (): boolean => {
    try {
      probe ??= fs.openSync('/proc/self/fd/0', fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY)
    } catch (error) {
      probe = -1
      // A socket (what Node gives its children) can't be opened: let libuv make it non-blocking, as any use of process.stdin does.
      if (codeOf(error) === 'ENXIO' && process.stdin) probe = 0
    }
    return probe >= 0
  }
  /** Whether it can be looked at without a wait. Of a file the probe would begin anew. */
  const looking = (): boolean => {
    file ??= isFile(fs)
    return !file && probed()
  }
  const peek = (): Chunk | undefined => {
    if (looking()) return read(probe!)
    return async && !file ? undefined : pull()
  }

  const pullAsync = (alone: boolean) =>
    new Promise<Chunk>((resolve, reject) => {
      const again = () => setTimeout(attempt, LOOK_EVERY)
      const attempt = () => {
        // A read under way can't be taken back: it would take the next input and keep the process alive until then.
        if ((cancel || !alone) && looking()) {
          const chunk = closed ? null : read(probe!)
          return chunk === undefined ? again() : resolve(chunk)
        }
        const buffer = new Uint8Array(CHUNK)
        fs.read(0, buffer, 0, CHUNK, null, (error, count) => {
          try {
            const chunk = error ? failed(error) : chunkOf(buffer, count)
            if (chunk === undefined) again()
            else resolve(chunk)
          } catch (failure) {
            reject(failure)
          }
        })
      }
      attempt()
    })

  return new Input(async ? pullAsync : pull, peek, () => {
    closed = true
    if (probe && probe > 0) fs.closeSync(probe)
  })
}

const isFile = (fs: Fs): boolean => {
  try {
    return fs.fstatSync(0).isFile()
  } catch {
    // Closed: reading it says so.
    return true
  }
}
