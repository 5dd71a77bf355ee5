import { room } from '../room.js'
import type { HostState } from '../state.js'
import type { Output } from '../types.js'
import type { Sink } from './streams.js'

/** Captures. Grows by doubling, so that many small writes cost no more than one large one. */
export class Capture implements Sink {
  #bytes = new Uint8Array(0)
  #length = 0

  write(bytes: Uint8Array): void {
    const end = this.#length + bytes.length
    if (end > this.#bytes.length) {
      const grown = room(Math.max(end, 2 * this.#bytes.length, 256))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = end
  }

  captured(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/** The guest's standard output (1) or error (2). */
export const makeOutput = (output: Output, fd: 1 | 2, state: HostState): Sink => {
  if (output === 'pipe') return new Capture()
  if (output === 'inherit') return state.platform.output(fd, state)
  if (output === 'ignore') return { write() {} }
  // Not `slice`: V8 takes half as long again for it.
  return { write: (bytes) => state.user(() => output(new Uint8Array(bytes))) }
}
