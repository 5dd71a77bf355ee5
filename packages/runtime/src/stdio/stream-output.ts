import { copied } from '../bytes.js'
import { failure } from '../errors/problem.js'
import type { RunOptions, WritableStreamLike } from '../types.js'
import type { Sink, StreamContext } from './streams.js'

/** Whether output goes to a stream. */
export const isStream = (output: unknown): output is WritableStreamLike<Uint8Array> =>
  typeof output === 'object' && output !== null && 'getWriter' in output

/** Output to the caller's stream, which stays open after the run. */
export const streamOutput = (stream: WritableStreamLike<Uint8Array>, name: 'stdout' | 'stderr', context: StreamContext): Sink => {
  const writer = stream.getWriter()
  let queued = 0
  let last: Promise<unknown> | undefined
  let failed: { error: unknown } | undefined
  return {
    write(bytes) {
      if (failed) context.fail(failed.error)
      // If the guest can't be suspended, the queue grows until the guest ends.
      if (!context.async && (queued += bytes.length) > context.options.maxOutput)
        context.exceeded('OUTPUT_LIMIT', 'maxOutput', `printed too much to ${name}`)
      last = writer.write(copied(bytes))
      last.catch((error: unknown) => (failed ??= { error }))
    },
    // If the stream has failed, the next write reports that.
    drained: () => ((writer.desiredSize ?? 1) > 0 ? undefined : writer.ready.catch(() => {})),
    flushed: () => last,
    end: () => writer.releaseLock(),
  }
}

/** Throws if output goes to a stream, because `call` can't wait until everything is written. */
export const refuseStreams = ({ stdout, stderr }: Pick<RunOptions, 'stdout' | 'stderr'>, call: string): void => {
  if (isStream(stdout) || isStream(stderr))
    throw failure(
      'UNSUPPORTED_MODE',
      `${call}: output goes to a stream`,
      "Synchronous calls can't wait for a stream.",
      'Pass a function that writes to the stream.',
    )
}
