import { createReadStream, fstatSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { type Readable, Writable } from 'node:stream'
import { isatty } from 'node:tty'

/**
 * Makes `process.stdin`, `process.stdout`, `process.stderr` and the console of this thread use the descriptors of the process, as those
 * of the main thread do. A thread's own streams send messages to the main thread, so what they print would appear later than what the
 * program writes itself.
 */
export function useProcessStdio(): void {
  define('stdout', () => new Output(1))
  define('stderr', () => new Output(2))
  define('stdin', input)
}

function define(name: string, make: () => Readable | Writable): void {
  let made: Readable | Writable | undefined
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => (made ??= make()) })
}

class Output extends Writable {
  readonly isTTY: boolean

  constructor(readonly fd: 1 | 2) {
    super({ decodeStrings: true })
    this.isTTY = isatty(fd)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      for (let at = 0; at < chunk.length;) at += writeSome(this.fd, chunk.subarray(at))
      done()
    } catch (error) {
      done(error as Error)
    }
  }
}

const cell = new Int32Array(new SharedArrayBuffer(4))

/** Returns how many bytes were written. */
function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    // Another process made this pipe or terminal non-blocking, and it is full.
    Atomics.wait(cell, 0, 0, 1)
    return 0
  }
}

/** Standard input. Like that of the main thread, it makes a socket non-blocking, which the runtime relies on. */
function input(): Readable {
  if (!fstatSync(0).isSocket()) return createReadStream('', { fd: 0, autoClose: false })
  // Node's own constructor of `process.stdin` passes `manualStart`, so that nothing is read before it is needed.
  const options = { fd: 0, readable: true, writable: false, manualStart: true }
  return new Socket(options)
}
