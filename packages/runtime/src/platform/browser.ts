import type { Platform } from './platform.js'
import { failure } from '../errors/problem.js'
import type { InputStream, Sink } from '../stdio/streams.js'
import { compileFetched, readFetched } from './fetch.js'

/** The platform of browsers, their workers, and everything else that is not Node. */
export const browser = (): Platform => ({
  monotonic: () => BigInt(Math.round(performance.now() * 1e6)),
  // https://www.w3.org/TR/hr-time-3/#dfn-coarsen-time
  resolution: globalThis.crossOriginIsolated ? 5_000n : 100_000n,
  syncInstances: typeof document === 'undefined',
  read: readFetched,
  compile: compileFetched,
  stdin(): InputStream {
    throw failure(
      'UNSUPPORTED_MODE',
      "option 'stdin' can't be 'inherit'",
      'A browser has no standard input.',
      "Pass text, bytes, an iterable of chunks or a stream as option 'input'.",
    )
  },
  output: (fd) => consoleLines(fd === 1 ? console.log : console.error),
  isTerminal: () => false,
})

/** The longest line, in characters. A longer one becomes several messages, because a guest may never end a line. */
const LONGEST_LINE = 2 ** 20
// The bytes to decode at once: TextDecoder ends V8 if the text is longer than a string can be.
const PART = 2 ** 26

/** Writes each line, once it is complete, as a console message. */
const consoleLines = (log: (line: string) => void): Sink => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; at += PART) {
        const lines = decoder.decode(bytes.subarray(at, at + PART), { stream: true }).split('\n')
        // Only new text is searched for line breaks. Searching the whole line again for each part would take quadratic time.
        lines[0] = rest + lines[0]!
        rest = lines.pop()!
        for (const line of lines) log(line)
        if (rest.length > LONGEST_LINE) {
          log(rest)
          rest = ''
        }
      }
    },
    end() {
      if ((rest += decoder.decode())) log(rest)
    },
  }
}
