import { copied } from '../bytes.js'
import type { Output } from '../types.js'
import { isStream, streamOutput } from './stream-output.js'
import type { Sink, StreamContext } from './streams.js'

/** Captures output up to the run's `maxOutput`. Grows by doubling, so that many small writes cost no more than one large one. */
export class Capture implements Sink {
  #bytes = new Uint8Array(0)
  #length = 0

  constructor(
    readonly context: StreamContext,
    readonly name: 'stdout' | 'stderr',
  ) {}

  write(bytes: Uint8Array): void {
    const end = this.#length + bytes.length
    if (end > this.#bytes.length) this.#grow(end, bytes)
    this.#bytes.set(bytes, this.#length)
    this.#length = end
  }

  /** Makes room for `bytes`, up to `end`. If there is not enough, keeps as many as fit and ends the run. */
  #grow(end: number, bytes: Uint8Array): void {
    const size = Math.min(this.context.options.maxOutput, Math.max(end, 2 * this.#bytes.length, 256))
    let what = `printed too much to ${this.name}`
    try {
      const grown = new Uint8Array(size)
      grown.set(this.#bytes)
      this.#bytes = grown
      if (end <= size) return
    } catch {
      what += ': out of memory'
    }
    const kept = bytes.subarray(0, this.#bytes.length - this.#length)
    this.#bytes.set(kept, this.#length)
    this.#length += kept.length
    this.context.exceeded('OUTPUT_LIMIT', 'maxOutput', what)
  }

  captured(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/** The guest's standard output or error, as the caller requested. */
export const makeOutput = (output: Exclude<Output, 'inherit'>, name: 'stdout' | 'stderr', context: StreamContext): Sink => {
  if (output === 'pipe') return new Capture(context, name)
  if (output === 'ignore') return { write() {} }
  if (isStream(output)) return streamOutput(output, name, context)
  return {
    write(bytes) {
      const chunk = copied(bytes)
      context.user(() => output(chunk))
    },
  }
}
