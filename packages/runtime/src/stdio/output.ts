import { copied } from '../bytes.js'
import type { Output } from '../types.js'
import type { streamOutput } from './stream-output.js'
import type { Sink, StreamContext } from './streams.js'

/** Captures output up to the run's `maxOutput`. Grows by doubling, so that many small writes cost no more than one large one. */
const capture = (name: 'stdout' | 'stderr', context: StreamContext): Sink => {
  let kept = new Uint8Array(0)
  let length = 0

  /** Makes room for `bytes`, up to `end`. If there is not enough, keeps as many as fit and ends the run. */
  const grow = (end: number, bytes: Uint8Array): void => {
    const size = Math.min(context.options.maxOutput, Math.max(end, 2 * kept.length, 256))
    let what = `printed too much to ${name}`
    try {
      const grown = new Uint8Array(size)
      grown.set(kept)
      kept = grown
      if (end <= size) return
    } catch {
      what += ': out of memory'
    }
    const part = bytes.subarray(0, kept.length - length)
    kept.set(part, length)
    length += part.length
    context.exceeded('OUTPUT_LIMIT', 'maxOutput', what)
  }

  return {
    write(bytes) {
      const end = length + bytes.length
      if (end > kept.length) grow(end, bytes)
      kept.set(bytes, length)
      length = end
    },
    captured: () => kept.subarray(0, length),
  }
}

/** The guest's standard output or error, as the caller requested. Only a command, which passes `toStream`, can write to a stream. */
export const makeOutput = (
  output: Exclude<Output, 'inherit'>,
  name: 'stdout' | 'stderr',
  context: StreamContext,
  toStream?: typeof streamOutput,
): Sink => {
  if (output === 'pipe') return capture(name, context)
  if (output === 'ignore') return { write() {} }
  if (typeof output !== 'function') return toStream!(output, name, context)
  return {
    write(bytes) {
      const chunk = copied(bytes)
      context.user(() => output(chunk))
    },
  }
}
