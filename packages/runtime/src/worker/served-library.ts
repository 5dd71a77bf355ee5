import { resolveInstance } from '../context/options.js'
import { freshInstance } from '../run/fresh-instance.js'
import { exportsOf } from '../run/instance-exports.js'
import { instantiate } from '../run/instantiate.js'
import { makeProgram } from '../run/program.js'
import { packError } from './errors.js'
import type { Mailbox } from './mailbox.js'
import type { CallMessage, InstantiateMessage, Reply } from './protocol.js'
import { failed } from './served-run.js'
import { setUp, type Served } from './served-setup.js'

type Callable = (...args: readonly unknown[]) => unknown

/** An instance of a library in a worker. */
export interface ServedLibrary {
  /** Calls a function and returns the reply. */
  call(message: CallMessage): Reply
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
    const functions = new Map(
      exportsOf(made, spec.start, instance.enter).filter((entry): entry is [string, Callable] => typeof entry[1] === 'function'),
    )
    mailbox.port.post({ type: 'made', functions: [...functions.keys()] })
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
      call({ name, args }) {
        try {
          return { type: 'returned', value: functions.get(name)!(...args) }
        } catch (error) {
          return { type: 'threw', error: packError(error), over: isOver() }
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
