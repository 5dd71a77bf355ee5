import { unlessEnded } from '../context/cancel.js'
import { badOption, failure } from '../errors/problem.js'
import { connect, GRACE, type Connection } from './connection.js'
import { unpackError } from './errors.js'
import type { RemoteError, RemoteResult, Reply, Request } from './protocol.js'
import type { RemoteSetup } from './remote-run.js'
import type { Thread } from './thread.js'

/** How the call that is under way ends. */
interface Pending {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** An instance of a library in `thread`, seen from this side. Its thread holds it, so it must not hold what users hold. */
export class RemoteInstance {
  readonly #connection: Connection
  /** Resolves when the instance has ended and its directories are back. */
  readonly #ended: Promise<void>
  #end!: Pending
  /** Starts the calls that wait for the one that is under way. */
  readonly #waiting: (() => void)[] = []
  #pending: Pending | undefined
  /** Why the instance can't be called any more. */
  #over: { readonly why: string; readonly cause?: unknown } | undefined
  #leaving = false
  #closed = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #unwatch: (() => void) | undefined

  constructor(
    readonly thread: Thread,
    readonly setup: RemoteSetup,
  ) {
    const { pool, options } = setup
    this.#connection = connect(pool, thread, options, { call: 'instantiate()', kept: false, suspends: false })
    this.#ended = new Promise((resolve, reject) => (this.#end = { resolve: () => resolve(), reject }))
    // Only those who ask for the end get this error.
    this.#ended.catch(() => {})
    thread.receive = (reply) => this.#receive(reply)
    thread.fail = (error) => {
      pool.lose(thread)
      this.#stopped(error)
    }
  }

  /** Starts it, and resolves to the names of its functions. */
  start(): Promise<readonly string[]> {
    const { program, modules, args } = this.setup
    const message: Request = { type: 'instantiate', program, modules, args, ...this.#connection.setup }
    return this.#exchange(message) as Promise<readonly string[]>
  }

  /** Calls a function, after the calls before it. */
  call(name: string, args: readonly unknown[]): Promise<unknown> {
    const turn = async (): Promise<unknown> => {
      try {
        if (this.#over) throw this.#refusal(this.#over)
        return await this.#exchange({ type: 'call', name, args })
      } finally {
        // After the end, each of them rejects.
        for (const start of this.#waiting.splice(0, this.#over ? this.#waiting.length : 1)) start()
      }
    }
    return this.#pending || this.#waiting.length ? new Promise((resolve) => this.#waiting.push(() => resolve(turn()))) : turn()
  }

  /** Ends it, after the call that is under way. */
  dispose(): Promise<void> {
    this.#over ??= { why: 'It was disposed.' }
    if (!this.#pending) this.#leave()
    return this.#ended
  }

  /** Posts `message`, and settles with the reply. */
  #exchange(message: Request): Promise<unknown> {
    const { cancel } = this.setup
    return new Promise((resolve, reject) => {
      try {
        this.#connection.send(message)
      } catch (error) {
        throw message.type === 'call' ? badArguments(message, error) : error
      }
      this.#pending = { resolve, reject }
      this.thread.keep(true)
      this.#unwatch?.()
      cancel?.start()
      this.#unwatch = cancel?.watch(() => {
        this.#connection.abort()
        this.#timer ??= setTimeout(() => this.#kill(cancel.due()), GRACE)
      })
    })
  }

  #receive(reply: Reply): void {
    if (this.#connection.receive(reply, (error) => this.#kill(error))) return
    // The reply may come when the call was already to be ended.
    const late = this.#timer && this.setup.cancel?.due()
    if (reply.type === 'done') this.#done(reply)
    else if (reply.type === 'threw' && reply.over) this.#fail(this.#unpacked(reply.error))
    else if (late && reply.type === 'made') this.#kill(late)
    else if (late) this.#fail(late)
    else if (reply.type === 'made') this.#settle(({ resolve }) => resolve(reply.functions))
    else if (reply.type === 'returned') this.#settle(({ resolve }) => resolve(reply.value))
    else if (reply.type === 'threw') this.#settle(({ reject }) => reject(this.#unpacked(reply.error)))
  }

  /** Ends the instance because of the error of a call. */
  #fail(error: unknown): void {
    this.#over ??= { why: 'It trapped, exited or reached a limit in an earlier call.', cause: error }
    this.#settle(({ reject }) => reject(error))
  }

  /** The call that was under way is over. */
  #settle(act: (pending: Pending) => void): void {
    const { cancel } = this.setup
    const pending = this.#pending
    this.#pending = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#unwatch?.()
    cancel?.stop()
    this.thread.keep(false)
    if (pending) act(pending)
    if (this.#over) return this.#leave()
    this.#unwatch = cancel?.watch(() => {
      this.#over ??= { why: 'Its signal was aborted.', cause: cancel.due() }
      this.#leave()
    })
  }

  /** Lets the worker end the instance and return the directories. */
  #leave(): void {
    if (this.#leaving) return
    this.#leaving = true
    this.#unwatch?.()
    this.thread.keep(true)
    this.#connection.send({ type: 'end' })
  }

  #done(result: RemoteResult): void {
    const { pool, cancel } = this.setup
    const error = result.error && this.#unpacked(result.error)
    pool.give(this.thread)
    this.#close(result, error)
    // An instance that could not start.
    const pending = this.#pending
    this.#pending = undefined
    pending?.reject(error ?? cancel?.due())
  }

  /** Ends the worker because of `error`. */
  #kill(error: unknown): void {
    if (this.#closed) return
    this.#closed = true
    this.#over ??= { why: 'Its worker was ended in an earlier call.', cause: error }
    void this.setup.pool.end(this.thread).then(() => this.#stopped(error))
  }

  /** The worker has stopped because of `error`. */
  #stopped(error: unknown): void {
    this.#over ??= { why: 'Its worker was ended in an earlier call.', cause: error }
    this.#leaving = true
    const pending = this.#pending
    this.#pending = undefined
    this.#close(undefined, pending ? undefined : error)
    pending?.reject(error)
  }

  #close(returned: RemoteResult | undefined, error: unknown): void {
    const { lending, outlets, close } = this.#connection
    const { cancel } = this.setup
    this.#closed = true
    clearTimeout(this.#timer)
    this.#unwatch?.()
    lending.end(returned?.lent)
    // A stream may never take what it was given.
    const flushed = returned ? unlessEnded(Promise.all([outlets[1].flush?.(), outlets[2].flush?.()]), cancel) : Promise.resolve()
    void flushed
      .catch((failed: unknown) => {
        if (failed !== cancel?.due()) throw failed
      })
      .finally(() => {
        cancel?.end()
        close()
      })
      .then(() => (error === undefined ? this.#end.resolve(undefined) : this.#end.reject(error)), this.#end.reject)
  }

  #unpacked(error: RemoteError): unknown {
    const { program, cancel } = this.setup
    return (error.code === 'ABORTED' && cancel?.due()) || unpackError(error, program.name, '', '')
  }

  #refusal({ why, cause }: { readonly why: string; readonly cause?: unknown }): Error {
    return failure('ENDED', `${this.setup.program.name} was called after it ended`, why, 'Make a fresh instance.', cause)
  }
}

const badArguments = ({ name, args }: { readonly name: string; readonly args: readonly unknown[] }, cause: unknown): Error =>
  Object.assign(badOption(`arguments of ${JSON.stringify(name)}`, args, 'values that can be posted to a worker'), { cause })
