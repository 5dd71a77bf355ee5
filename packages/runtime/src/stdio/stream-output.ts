import { exceeded } from '../limits.js'
import { isStream, type ResolvedOptions } from '../options.js'
import { failure } from '../problem.js'
import { copied } from '../room.js'
import type { HostState } from '../state.js'
import type { WritableStreamLike } from '../types.js'
import type { Sink } from './streams.js'

/** A stream of the caller's, which stays open after the run. */
export const streamOutput = (stream: WritableStreamLike<Uint8Array>, name: 'stdout' | 'stderr', state: HostState): Sink => {
  const writer = stream.getWriter()
  let queued = 0
  let last: Promise<unknown> | undefined
  let failed: { error: unknown } | undefined
  return {
    write(bytes) {
      if (failed) state.fail(failed.error)
      // A guest that can't be suspended fills the queue until it ends.
      if (!state.async && (queued += bytes.length) > state.options.maxOutput)
        exceeded(state, 'OUTPUT_LIMIT', 'maxOutput', `printed too much to ${name}`)
      last = writer.write(copied(bytes))
      last.catch((error: unknown) => (failed ??= { error }))
    },
    // Where the stream has failed, the next write says so.
    drained: () => ((writer.desiredSize ?? 1) > 0 ? undefined : writer.ready.catch(() => {})),
    flushed: () => last,
    end: () => writer.releaseLock(),
  }
}

/** Throws if output goes to a stream, for `call`, which can't wait until all is written. */
export const refuseStreams = ({ stdout, stderr }: ResolvedOptions, call: string): void => {
  if (isStream(stdout) || isStream(stderr))
    throw failure(
      'UNSUPPORTED_MODE',
      `${call}: output goes to a stream`,
      'this call answers at once, and a stream has to be waited for',
      'pass a function that writes to the stream',
    )
}
