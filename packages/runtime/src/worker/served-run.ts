import type { Lent } from '../directory/memory-lend.js'
import { isRunError } from '../errors/run-error.js'
import { makeCommand } from '../run/command.js'
import { packError } from './errors.js'
import type { Mailbox } from './mailbox.js'
import type { RemoteResult, RunMessage } from './protocol.js'
import { setUp, type Served } from './served-setup.js'

/** Runs what `message` asks for. Never rejects. */
export const serveRun = async (message: RunMessage, served: Served, mailbox: Mailbox): Promise<RemoteResult> => {
  const { prepare, makePlatform, lent } = setUp(message, served, mailbox)
  try {
    const { spec, options } = prepare()
    const result = await makeCommand(makePlatform)(spec)(message.args, { ...options, encoding: 'bytes' })
    return { ...result, lent: lent() }
  } catch (error) {
    const { stdout, stderr } = isRunError(error) ? error : {}
    return failed(error, lent(), stdout, stderr)
  }
}

/** The end of a guest because of `error`. */
export const failed = (error: unknown, lent: Lent, stdout?: string | Uint8Array, stderr?: string | Uint8Array): RemoteResult => ({
  exitCode: 0,
  error: packError(error),
  stdout: bytesOf(stdout),
  stderr: bytesOf(stderr),
  lent,
})

const bytesOf = (output: string | Uint8Array | undefined): Uint8Array =>
  output instanceof Uint8Array ? output : new Uint8Array(0)
