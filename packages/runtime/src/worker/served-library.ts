import { resolveInstance } from '../context/options.js'
import { freshInstance } from '../run/fresh-instance.js'
import { exportsOf } from '../run/instance-exports.js'
import { instantiate } from '../run/instantiate.js'
import { makeProgram } from '../run/program.js'
import { packError } from './errors.js'
import type { Mailbox } from './mailbox.js'
import type { CallMessage, DropMessage, InstantiateMessage, Reply } from './protocol.js'
import type { Callable, ServedExports } from './served-exports.js'
import { failed } from './served-run.js'
import { setUp, type Served } from './served-setup.js'

/** An instance of a library in a worker. */
export interface ServedLibrary {
  /** Calls a function or drops a resource, and returns the reply. */
  call(message: CallMessage | DropMessage): Reply
  /** Ends the instance. */
  end(): Reply
}

/** Makes the instance that `message` asks for, and posts the reply. Returns undefined if that fails. */
export const serveLibrary = async (
  message: InstantiateMessage,
  served: Served,
  mailbox: Mailbox,
): Promise<ServedLibrary | undefined> => {
  const { prepare, makePlatform, lent } = setUp(message, served, mailbox)
  try {
    const { spec, options } = prepare()
    const { args, resolved } = resolveInstance({ ...options, args: message.args })
    const program = makeProgram(makePlatform, spec)
    const { instance, code } = await freshInstance(program, spec, [spec.name, ...args], resolved)
    const made = await instance.start(() => instantiate(spec, instance.context, code, true, instance.enter))
    const exports = (served.exports ?? plainServed)(exportsOf(made, spec.start, instance.enter))
    const packed = (value: unknown) => exports.packed?.(value) ?? { value }
    mailbox.port.post({ type: 'made', ...exports.described })
    /** Whether the instance can no longer be called. */
    const isOver = (): boolean => {
      try {
        instance.enter(() => {})
        return false
      } catch {
        return true
      }
    }
    return {
      call(message) {
        try {
          return { type: 'returned', ...packed(exports.call(message)) }
        } catch (thrown) {
          const { payload, ...error } = packError(thrown)
          const over = isOver()
          if (!payload) return { type: 'threw', error, over }
          const { value, resources } = packed(payload[0])
          return { type: 'threw', error: { ...error, payload: [value] }, resources, over }
        }
      },
      end() {
        try {
          instance.dispose()
          return { type: 'done', exitCode: 0, stdout: EMPTY, stderr: EMPTY, lent: lent() }
        } catch (error) {
          return { type: 'done', ...failed(error, lent()) }
        }
      },
    }
  } catch (error) {
    mailbox.port.post({ type: 'done', ...failed(error, lent()) })
    return undefined
  }
}

const EMPTY = new Uint8Array(0)

/** The functions of a core module. */
const plainServed = (entries: readonly (readonly [string, unknown])[]): ServedExports => {
  const functions = new Map(entries.filter((entry): entry is [string, Callable] => typeof entry[1] === 'function'))
  return {
    described: { functions: [...functions.keys()] },
    call: (message) => (message.type === 'call' ? functions.get(message.name)!(...message.args) : undefined),
  }
}
