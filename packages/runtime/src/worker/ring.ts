import type { GuestMessage } from './protocol.js'
import { decode, encode } from './values.js'

// In a browser, a worker that blocks receives nothing. The messages for its guest go through memory that both sides share: one side
// writes bytes, the other reads them, and both go round. The side that writes must not block, so it keeps what finds no room, and
// the worker posts a message when there is room again.

/** Elements of the signal after those of `RunSetup.signal`: how many bytes were written and read, modulo 2³². */
const WRITTEN = 2
const READ = 3
/** Not 0 if bytes wait for room. */
const WAITING = 4
/** The size of what comes before the bytes. */
const HEAD = 32
/** How many bytes there is room for: a power of 2. */
const SIZE = 2 ** 16

/** A signal with room for messages. */
export const ringSignal = (): Int32Array => new Int32Array(new SharedArrayBuffer(HEAD + SIZE))

export const hasRing = ({ length }: Int32Array): boolean => length > WRITTEN

const bytesOf = (signal: Int32Array): Uint8Array => new Uint8Array(signal.buffer, HEAD)

/** The size of the number that says how long a message is. */
const PREFIX = 4

/** The end at which messages are written. It never blocks. */
export class RingWriter {
  readonly #bytes: Uint8Array
  /** What finds no room. */
  readonly #left: Uint8Array[] = []
  #written: number

  constructor(readonly signal: Int32Array) {
    this.#bytes = bytesOf(signal)
    this.#written = Atomics.load(signal, WRITTEN)
  }

  /** Writes a message, now or later. */
  write(message: GuestMessage): void {
    const bytes = encode(message)
    const prefix = new Uint8Array(PREFIX)
    new DataView(prefix.buffer).setUint32(0, bytes.length)
    this.#left.push(prefix, bytes)
    this.flush()
  }

  /** Writes as much as finds room, and wakes the worker. */
  flush(): void {
    const { signal } = this
    this.#fill()
    if (this.#left.length) {
      Atomics.store(signal, WAITING, 1)
      // The worker may have read meanwhile, without seeing that something waits.
      this.#fill()
    }
    Atomics.add(signal, 0, 1)
    Atomics.notify(signal, 0)
  }

  #fill(): void {
    const { signal } = this
    for (let next = this.#left[0]; next; next = this.#left[0]) {
      const at = this.#written & (SIZE - 1)
      const room = SIZE - ((this.#written - Atomics.load(signal, READ)) | 0)
      const part = next.subarray(0, Math.min(room, SIZE - at))
      if (next.length && !part.length) return
      this.#bytes.set(part, at)
      this.#written = (this.#written + part.length) | 0
      Atomics.store(signal, WRITTEN, this.#written)
      if (part.length === next.length) this.#left.shift()
      else this.#left[0] = next.subarray(part.length)
    }
  }
}

/** The end at which the worker reads. It returns a message once all of it is there, and calls `more` when it has read everything. */
export const ringReader = (signal: Int32Array, more: () => void): (() => GuestMessage | undefined) => {
  const bytes = bytesOf(signal)
  let read = Atomics.load(signal, READ)
  /** What is being read: the length of a message, or the message itself. */
  let target = new Uint8Array(PREFIX)
  let filled = 0
  let isPrefix = true
  const begin = (length: number, prefix: boolean): void => {
    target = new Uint8Array(length)
    filled = 0
    isPrefix = prefix
  }
  return () => {
    for (;;) {
      const at = read & (SIZE - 1)
      const there = (Atomics.load(signal, WRITTEN) - read) | 0
      const part = bytes.subarray(at, at + Math.min(there, SIZE - at, target.length - filled))
      if (!part.length) return undefined
      target.set(part, filled)
      filled += part.length
      read = (read + part.length) | 0
      Atomics.store(signal, READ, read)
      if (part.length === there && Atomics.exchange(signal, WAITING, 0)) more()
      if (filled < target.length) continue
      if (isPrefix) begin(new DataView(target.buffer).getUint32(0), false)
      else {
        const message = decode(target) as GuestMessage
        begin(PREFIX, true)
        return message
      }
    }
  }
}
