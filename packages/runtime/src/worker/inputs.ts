import { encodeText, isBytes, joined } from '../bytes.js'
import type { ResolvedOptions } from '../context/options.js'
import { failure } from '../errors/problem.js'
import { toChunk } from '../stdio/input.js'
import { comesLater } from '../stdio/later.js'
import { sourceOf } from '../stdio/stream-input.js'
import type { RemoteInput } from './protocol.js'
import { waitsBy, type WaitsBy } from './thread.js'

/** Where the input of a run in a worker comes from on this side. */
export interface Inlet {
  readonly mode: RemoteInput
  /** The next chunk, or null at the end. */
  next?(): Promise<Uint8Array | null>
  /** Called at the end of the run. */
  close?(): void
}

/** A copy in a buffer without anything else: what is posted is copied with its whole buffer. */
const owned = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)

/** Where a run with these options gets its input, which `refuseLate` has accepted. `waiting`: how its guest can wait, if it can. */
export const inletFor = ({ input, stdin }: ResolvedOptions, waiting: WaitsBy | undefined): Inlet => {
  if (stdin === 'inherit') return { mode: 'inherit' }
  if (typeof input === 'string') return { mode: encodeText(input) }
  if (isBytes(input)) return { mode: owned(input) }
  if (comesLater(input)) return asked(() => sourceOf(input))
  if (waiting) return asked(() => started(input))
  return { mode: joined([...input].map((value) => toChunk({ value })!)) }
}

interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: unknown }>
  close(): void
}

/** Nothing is read from a source before the guest reads. */
const asked = (open: () => Source): Inlet => {
  let source: Source | undefined
  return {
    mode: 'posted',
    async next() {
      const chunk = toChunk(await (source ??= open()).next())
      return chunk && owned(chunk)
    },
    close: () => source?.close(),
  }
}

const started = (input: Iterable<unknown>): Source => {
  const iterator = input[Symbol.iterator]()
  return { next: async () => iterator.next(), close: () => void iterator.return?.() }
}

/** Refuses input that arrives later for a guest that can't wait. `suspends`: whether JSPI suspends it, where the engine has it. */
export const refuseLate = (name: string, { input, stdin }: ResolvedOptions, suspends: boolean): void => {
  if (stdin !== 'inherit' && comesLater(input) && !waitsBy(suspends)) throw notThere(name, suspends)
}

const notThere = (name: string, suspends: boolean) =>
  failure(
    'UNSUPPORTED_MODE',
    `${name} can't wait for its input here: it is a pipe, a stream or an async iterable`,
    suspends
      ? 'A worker in a browser waits with JSPI (`WebAssembly.Suspending`), which this browser does not have, or with shared memory, which only cross-origin isolated pages have.'
      : 'In a worker of a browser, this program waits with shared memory, which only cross-origin isolated pages have.',
    'Serve the page and its scripts with the headers `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`. Or collect the input first, and pass it as a string or bytes.',
  )
