import { unlessEnded } from '../context/cancel.js'
import { failure } from '../errors/problem.js'
import { makeQueue } from '../run/queue.js'
import { badArguments, copyOf } from './arguments.js'
import { connect, GRACE, type Connection } from './connection.js'
import { unpackError } from './errors.js'
import type {
  CallMessage,
  DropMessage,
  GivenResources,
  RemoteError,
  RemoteExports,
  RemoteResult,
  Reply,
  Request,
} from './protocol.js'
import type { RemoteSetup } from './remote-run.js'
import type { Thread } from './thread.js'

/** How the call that is under way ends. */
interface Pending {
  resolve(value: unknown): void
  reject(error: unknown): void
  unpack?: Unpack | undefined
}

/** Puts resources into a value from the worker. */
export type Unpack = (value: unknown, resources: GivenResources) => unknown

/** What users hold of an instance: the instance itself, each of its functions and each of its resources. */
export interface Held {
  readonly remote: RemoteInstance
}

/** An instance of a library in `thread`, seen from this side. Its thread holds it, so it must not hold what users hold. */
export class RemoteInstance {
  readonly #connection: Connection
  /** Resolves when the instance has ended and its directories are back. */
  readonly #ended: Promise<void>
  #end!: Pending
  readonly #queue = makeQueue()
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
    const { pool, options, program, imports } = setup
    this.#connection = connect(pool, thread, options, {
      call: 'instantiate()',
      kept: false,
      suspends: !program.glue,
      program: program.name,
      imports,
    })
    this.#ended = new Promise((resolve, reject) => (this.#end = { resolve: () => resolve(), reject }))
    // Only those who ask for the end get this error.
    this.#ended.catch(() => {})
    thread.receive = (reply) => this.#receive(reply)
    thread.fail = (error) => {
      pool.lose(thread)
      this.#stopped(error)
    }
  }

  /** Starts it, and resolves to a description of its functions. */
  start(): Promise<RemoteExports> {
    const { program, modules, args } = this.setup
    const message: Request = { type: 'instantiate', program, modules, args, ...this.#connection.setup }
    return this.#exchange(message) as Promise<RemoteExports>
  }

  /** Performs a call, after those before it. */
  call(message: CallMessage | DropMessage, unpack?: Unpack): Promise<unknown> {
    if (message.type === 'call') this.#connection.calls?.checkCall(message.name)
    let posted = message
    let begun = false
    const result = this.#queue(async () => {
      begun = true
      if (this.#over) throw this.#refusal(this.#over)
      return await this.#exchange(posted, unpack)
    })
    // What the caller changes while the call waits is not in it. Numbers can't change.
    if (!begun && unpack) posted = copyOf(message)
    return result
  }

  /** Ends it, after the call that is under way. */
  dispose(): Promise<void> {
    this.#over ??= { why: 'It was disposed.' }
    if (!this.#pending) this.#leave()
    return this.#ended
  }

  /** Posts `message`, and settles with the reply. */
  #exchange(message: Request, unpack?: Unpack): Promise<unknown> {
    const { cancel } = this.setup
    return new Promise((resolve, reject) => {
      try {
        this.#connection.send(message)
      } catch (error) {
        throw message.type === 'call' ? badArguments(message, error) : error
      }
      this.#pending = { resolve, reject, unpack }
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
    else if (reply.type === 'threw' && reply.over) this.#fail(this.#thrown(reply))
    else if (late && reply.type === 'made') this.#kill(late)
    else if (late) this.#fail(late)
    else if (reply.type === 'made') this.#settle(({ resolve }) => resolve(reply))
    else if (reply.type === 'returned')
      this.#settle(({ resolve, unpack }) => resolve(unpacked(reply.value, reply.resources, unpack)))
    else if (reply.type === 'threw') {
      const error = this.#thrown(reply)
      this.#settle(({ reject }) => reject(error))
    }
  }

  #thrown({ error, resources }: Extract<Reply, { type: 'threw' }>): unknown {
    const { payload } = error
    const given = payload && { payload: [unpacked(payload[0], resources, this.#pending?.unpack)] as const }
    return this.#unpacked({ ...error, ...given })
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
    const failed = this.#connection.calls?.failure
    // An error of the caller's own function is passed on unchanged.
    if (failed) return failed.error
    return (error.code === 'ABORTED' && cancel?.due()) || unpackError(error, program.name, '', '')
  }

  #refusal({ why, cause }: { readonly why: string; readonly cause?: unknown }): Error {
    return failure('ENDED', `${this.setup.program.name} was called after it ended`, why, 'Make a fresh instance.', cause)
  }
}

const unpacked = (value: unknown, resources: GivenResources | undefined, unpack: Unpack | undefined): unknown =>
  resources?.length && unpack ? unpack(value, resources) : value
