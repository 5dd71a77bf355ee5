import { copied } from '../bytes.js'
import { SystemError } from '../errno/errno.js'
import { chunkInput, type Chunk } from '../stdio/input.js'
import type { InputStream, Sink, StreamContext } from '../stdio/streams.js'
import type { Mailbox } from './mailbox.js'
import { WINDOW } from './protocol.js'

/** The guest's standard input, whose chunks the other side posts when it is asked. */
export const remoteInput = (mailbox: Mailbox, context: StreamContext): InputStream => {
  let asked = false
  const ask = (): void => {
    if (!asked) mailbox.port.post({ type: 'pull' })
    asked = true
  }
  const take = (): Chunk | undefined => {
    const { chunk } = mailbox
    if (chunk === undefined) return undefined
    asked = false
    mailbox.chunk = undefined
    return chunk
  }
  const later = async (): Promise<Chunk> => {
    ask()
    for (let chunk = take(); ; chunk = take()) {
      if (chunk !== undefined) return chunk
      await mailbox.next()
    }
  }
  const now = (): Chunk => {
    ask()
    for (let chunk = take(); ; chunk = take()) {
      if (chunk !== undefined) return chunk
      mailbox.block()
      context.interrupt()
    }
  }
  const peek = (): Chunk | undefined => {
    ask()
    mailbox.look()
    return take()
  }
  return chunkInput(context.async ? { pull: later, peek: () => undefined, mustPull: true } : { pull: now, peek })
}

/**
 * The guest's output, which goes to the other side. With `captures`, its length is limited. If too much is under way, the guest
 * waits, or if it can't, what is under way is limited by the same option.
 */
export const remoteOutput = (mailbox: Mailbox, fd: 1 | 2, captures: boolean, context: StreamContext): Sink => {
  const name = fd === 1 ? 'stdout' : 'stderr'
  const { maxOutput } = context.options
  let captured = 0
  const tooMuch = () => context.exceeded('OUTPUT_LIMIT', 'maxOutput', `printed too much to ${name}`)
  return {
    write(bytes) {
      if (!context.async) mailbox.look()
      const errno = mailbox.broken[fd]
      if (errno !== undefined) throw new SystemError(errno)
      if (captures && captured + bytes.length > maxOutput) {
        mailbox.send(fd, copied(bytes.subarray(0, maxOutput - captured)))
        tooMuch()
      }
      captured += bytes.length
      mailbox.send(fd, copied(bytes))
      if (context.async) return
      if (mailbox.blocks) {
        while (mailbox.underway(fd) > WINDOW) {
          mailbox.block()
          context.interrupt()
        }
      } else if (mailbox.underway(fd) > maxOutput) tooMuch()
    },
    drained() {
      if (mailbox.underway(fd) <= WINDOW) return undefined
      return (async () => {
        while (mailbox.underway(fd) > WINDOW) await mailbox.next()
      })()
    },
  }
}
