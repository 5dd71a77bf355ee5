import { exceeded } from '../limits.js'
import { isStream } from '../options.js'
import { copied } from '../room.js'
import type { HostState } from '../state.js'
import type { Output } from '../types.js'
import { streamOutput } from './stream-output.js'
import type { Sink } from './streams.js'

/** Captures up to the run's `maxOutput`. Grows by doubling, so that many small writes cost no more than one large one. */
export class Capture implements Sink {
  #bytes = new Uint8Array(0)
  #length = 0

  constructor(
    readonly state: HostState,
    readonly name: 'stdout' | 'stderr',
  ) {}

  write(bytes: Uint8Array): void {
    const end = this.#length + bytes.length
    if (end > this.#bytes.length) this.#grow(end, bytes)
    this.#bytes.set(bytes, this.#length)
    this.#length = end
  }

  /** Makes room up to `end`, for `bytes`; where there is none, keeps what fits of them and ends the run. */
  #grow(end: number, bytes: Uint8Array): void {
    const size = Math.min(this.state.options.maxOutput, Math.max(end, 2 * this.#bytes.length, 256))
    let what = `printed too much to ${this.name}`
    try {
      const grown = new Uint8Array(size)
      grown.set(this.#bytes)
      this.#bytes = grown
      if (end <= size) return
    } catch {
      what += ', for which there is no memory'
    }
    const kept = bytes.subarray(0, this.#bytes.length - this.#length)
    this.#bytes.set(kept, this.#length)
    this.#length += kept.length
    exceeded(this.state, 'OUTPUT_LIMIT', 'maxOutput', what)
  }

  captured(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/** The guest's standard output (1) or error (2). */
export const makeOutput = (output: Output, fd: 1 | 2, state: HostState): Sink => {
  const name = fd === 1 ? 'stdout' : 'stderr'
  if (output === 'pipe') return new Capture(state, name)
  if (output === 'inherit') return state.platform.output(fd, state)
  if (output === 'ignore') return { write() {} }
  if (isStream(output)) return streamOutput(output, name, state)
  return {
    write(bytes) {
      const chunk = copied(bytes)
      state.user(() => output(chunk))
    },
  }
}
