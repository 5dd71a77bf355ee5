import { encodeText, isBytes, joined } from '../bytes.js'
import type { ResolvedOptions } from '../context/options.js'
import { failure } from '../errors/problem.js'
import { hasJspi } from '../guest/jspi.js'
import { toChunk } from '../stdio/input.js'
import { comesLater, sourceOf } from '../stdio/stream-input.js'
import type { RemoteInput } from './protocol.js'
import { hasBlockingThreads } from './thread.js'

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

/** `suspends`: whether JSPI suspends the guest of `call` while it waits, where the engine has it. */
export const inletFor = ({ input, stdin }: ResolvedOptions, call: string, suspends: boolean): Inlet => {
  if (stdin === 'inherit') return { mode: 'inherit' }
  if (typeof input === 'string') return { mode: encodeText(input) }
  if (isBytes(input)) return { mode: owned(input) }
  if (hasBlockingThreads() || (suspends && hasJspi()))
    return asked(comesLater(input) ? () => sourceOf(input) : () => started(input))
  if (comesLater(input)) throw notThere(call, suspends)
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

const notThere = (call: string, suspends: boolean) =>
  failure(
    'UNSUPPORTED_MODE',
    `${call}: option 'input' is an async iterable or a stream`,
    suspends
      ? 'To wait for input, a worker in a browser needs JSPI (`WebAssembly.Suspending`), which this browser does not have.'
      : "In browsers, this program can't wait for input in a worker, because JSPI does not suspend it.",
    'Collect the input first, and pass it as a string or bytes.',
  )
