import { copied } from '../bytes.js'
import { failure } from '../errors/problem.js'
import type { RunOptions, WritableStreamLike } from '../types.js'
import type { Sink, StreamContext } from './streams.js'

/** Whether output goes to a stream. */
export const isStream = (output: unknown): output is WritableStreamLike<Uint8Array> =>
  typeof output === 'object' && output !== null && 'getWriter' in output

/** A stream of the caller's, which stays open after the run. */
export const streamOutput = (stream: WritableStreamLike<Uint8Array>, name: 'stdout' | 'stderr', context: StreamContext): Sink => {
  const writer = stream.getWriter()
  let queued = 0
  let last: Promise<unknown> | undefined
  let failed: { error: unknown } | undefined
  return {
    write(bytes) {
      if (failed) context.fail(failed.error)
      // A guest that can't be suspended fills the queue until it ends.
      if (!context.async && (queued += bytes.length) > context.options.maxOutput)
        context.exceeded('OUTPUT_LIMIT', 'maxOutput', `printed too much to ${name}`)
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
export const refuseStreams = ({ stdout, stderr }: Pick<RunOptions, 'stdout' | 'stderr'>, call: string): void => {
  if (isStream(stdout) || isStream(stderr))
    throw failure(
      'UNSUPPORTED_MODE',
      `${call}: output goes to a stream`,
      'this call answers at once, and a stream has to be waited for',
      'pass a function that writes to the stream',
    )
}
