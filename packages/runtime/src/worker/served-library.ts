import { resolveInstance } from '../context/options.js'
import { commandContext } from '../guest/command-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { GuestInstance } from '../guest/instance.js'
import { hasJspi, promising } from '../guest/jspi.js'
import { freshInstance } from '../run/fresh-instance.js'
import type { Instance } from '../run/instance.js'
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
  /** Calls a function or drops a resource, and returns the reply: as a promise if the function is suspended while it waits. */
  call(message: CallMessage | DropMessage): Reply | Promise<Reply>
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
    // Glue is JavaScript, which can't be suspended.
    const command = mailbox.blocks || spec.component || !hasJspi() ? undefined : commandContext
    const { instance, code } = await freshInstance(program, spec, [spec.name, ...args], resolved, command)
    const made = await instance.start(() => instantiate(spec, instance.context, code, true, instance.enter))
    const exports =
      served.exports?.(exportsOf(made, spec.start, instance.enter)) ?? plainServed(functionsOf(made, spec.start, instance))
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
        const returned = (value: unknown): Reply => ({ type: 'returned', ...packed(value) })
        const threw = (thrown: unknown): Reply => {
          const { payload, ...error } = packError(thrown)
          const over = isOver()
          if (!payload) return { type: 'threw', error, over }
          const { value, resources } = packed(payload[0])
          return { type: 'threw', error: { ...error, payload: [value] }, resources, over }
        }
        try {
          const value = exports.call(message)
          return value instanceof Promise ? value.then(returned, threw) : returned(value)
        } catch (error) {
          return threw(error)
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

/** The functions of an instance. If they may be suspended, they return promises, and must not nest. */
const functionsOf = (made: GuestInstance, start: string | undefined, instance: Instance): [string, Callable][] =>
  exportsOf(made, start, instance.enter).flatMap(([name, value]) => {
    if (typeof value !== 'function') return []
    if (!made.suspends) return [[name, value as Callable]]
    const code = promising(made.exports[name] as CoreFunction, true)
    return [[name, (...args: readonly unknown[]) => instance.start(() => code(...args))]]
  })

const EMPTY = new Uint8Array(0)

/** The functions of a core module. */
const plainServed = (entries: readonly (readonly [string, Callable])[]): ServedExports => {
  const functions = new Map(entries)
  return {
    described: { functions: [...functions.keys()] },
    call: (message) => (message.type === 'call' ? functions.get(message.name)!(...message.args) : undefined),
  }
}
