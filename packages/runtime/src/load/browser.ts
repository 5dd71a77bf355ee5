import type { Platform } from '../platform.js'
import { problem } from '../problem.js'
import type { InputStream, Sink } from '../stdio/streams.js'
import { makeClock } from './clock.js'
import { compileFetched, readFetched } from './fetch.js'

/** Browsers, their workers, and whatever else is not Node. */
export const browser = (): Platform => ({
  clock: makeClock(
    () => BigInt(Math.round(performance.now() * 1e6)),
    // https://www.w3.org/TR/hr-time-3/#dfn-coarsen-time
    globalThis.crossOriginIsolated ? 5_000n : 100_000n,
  ),
  syncInstances: typeof document === 'undefined',
  read: readFetched,
  compile: compileFetched,
  stdin(): InputStream {
    throw problem(
      "run(): option stdin is 'inherit'",
      'a browser has no standard input',
      'pass text, bytes or an iterable of chunks',
    )
  },
  output: (fd) => consoleLines(fd === 1 ? console.log : console.error),
  isTerminal: () => false,
})

/** A line, once it is whole, is a console message. */
const consoleLines = (log: (line: string) => void): Sink => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  return {
    write(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
      rest = lines.pop()!
      for (const line of lines) log(line)
    },
    end() {
      if ((rest += decoder.decode())) log(rest)
    },
  }
}
