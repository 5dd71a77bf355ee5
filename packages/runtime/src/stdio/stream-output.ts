import { copied } from '../bytes.js'
import { SystemError } from '../errno/errno.js'
import { badOption, failure } from '../errors/problem.js'
import type { NodeWritableLike, RunOptions, WritableStreamLike } from '../types.js'
import type { Sink, StreamContext } from './streams.js'

type Stream = WritableStreamLike<Uint8Array> | NodeWritableLike

/** Whether output goes to a stream. */
export const isStream = (output: unknown): output is Stream =>
  typeof output === 'object' &&
  output !== null &&
  ['getWriter', 'write'].some((name) => typeof (output as Record<string, unknown>)[name] === 'function')

/** A writer for a stream of Node's, which keeps no other writer away. */
const nodeWriter = (stream: NodeWritableLike): ReturnType<WritableStreamLike<Uint8Array>['getWriter']> => {
  let full = false
  let last = Promise.resolve()
  let failed: Error | undefined
  // Without a listener, Node would end the process.
  const fail = (error: Error): void => void (failed ??= error)
  stream.on('error', fail)
  return {
    get desiredSize() {
      return full ? 0 : 1
    },
    get ready() {
      return last
    },
    write: (chunk) =>
      (last = new Promise((resolve, reject) => {
        full = !stream.write(chunk, (error) => {
          // Everything before this chunk is written, too.
          full = false
          if (error) reject((failed ??= error))
          else resolve()
        })
      })),
    // A failed stream emits its error after it has reported it to the write.
    releaseLock: () => failed ?? stream.off('error', fail),
  }
}

/** The only writer of the caller's `stream`, the option `name`. It may have been locked since the options were checked. */
export const writerOf = (stream: Stream, name: string): ReturnType<WritableStreamLike<Uint8Array>['getWriter']> => {
  if ('locked' in stream && stream.locked)
    throw badOption(`option '${name}'`, stream, 'a WritableStream that nothing else writes to')
  return 'getWriter' in stream ? stream.getWriter() : nodeWriter(stream)
}

/** Output to the caller's stream, which stays open after the run. */
export const streamOutput = (stream: Stream, name: 'stdout' | 'stderr', context: StreamContext): Sink => {
  const writer = writerOf(stream, name)
  let queued = 0
  let last: Promise<unknown> | undefined
  let failed: { error: unknown } | undefined
  /** Ends the run, unless the reader of a pipe has left, which the guest has to know. */
  const fail = (error: unknown): never => {
    last = undefined
    if (error instanceof SystemError) throw error
    return context.fail(error)
  }
  return {
    write(bytes) {
      if (failed) fail(failed.error)
      // If the guest can't be suspended, the queue grows until the guest ends.
      if (!context.async && (queued += bytes.length) > context.options.maxOutput)
        context.exceeded('OUTPUT_LIMIT', 'maxOutput', `printed too much to ${name}`)
      try {
        const writing = writer.write(copied(bytes))
        writing.catch((error: unknown) => (failed ??= { error }))
        last = writing
      } catch (error) {
        fail(error)
      }
    },
    // If the stream has failed, the next write reports that.
    // A stream with a highWaterMark of 0 is never ready, but it has taken what was written.
    drained: () =>
      (writer.desiredSize ?? 1) > 0 ? undefined : Promise.race([writer.ready, last ?? writer.ready]).catch(() => {}),
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
