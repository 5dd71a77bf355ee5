import { joined } from '../bytes.js'
import { SystemError } from '../errno/errno.js'
import { isStream, writerOf } from '../stdio/stream-output.js'
import type { Output } from '../types.js'
import type { RemoteOutput } from './protocol.js'

/** Where the output of a run in a worker goes on this side. */
export interface Outlet {
  readonly mode: RemoteOutput
  /** Whether what arrives is captured. */
  readonly captures?: boolean
  /** Takes a chunk. Resolves when there is room for more. */
  write?(bytes: Uint8Array<ArrayBuffer>): void | Promise<unknown>
  /** Resolves when everything is written. */
  flush?(): Promise<unknown> | undefined
  /** What was captured on this side. */
  captured?(): Uint8Array
  /** Called at the end of the run. */
  end?(): void
}

/** `kept`: whether what the guest printed must survive the end of the worker. */
export const outletFor = (output: Output, name: 'stdout' | 'stderr', kept: boolean): Outlet => {
  if (output === 'pipe' && kept) return capture()
  if (typeof output === 'string') return { mode: output }
  if (!isStream(output)) return { mode: 'posted', write: (bytes) => output(bytes) }
  const writer = writerOf(output, name)
  let last: Promise<unknown> | undefined
  return {
    mode: 'posted',
    write(bytes) {
      last = writer.write(bytes)
      last.catch(() => {})
      // A stream with a highWaterMark of 0 is never ready, but it has taken what was written.
      return (writer.desiredSize ?? 1) > 0 ? undefined : Promise.race([writer.ready, last])
    },
    // The guest already knows that nothing reads any more.
    flush: () => last?.catch(ignorePipe),
    end: () => writer.releaseLock(),
  }
}

const ignorePipe = (error: unknown): void => {
  if (!(error instanceof SystemError)) throw error
}

const capture = (): Outlet => {
  const chunks: Uint8Array[] = []
  return {
    mode: 'posted',
    captures: true,
    write: (bytes) => void chunks.push(bytes),
    captured: () => joined(chunks),
  }
}
