import type { AbortSignalLike } from '../types.js'
import type { Port } from './port.js'
import type { GuestMessage, Request } from './protocol.js'
import { hasRing, ringReader } from './ring.js'

/** The other messages come when no guest runs. */
export const isForGuest = (message: Request): message is GuestMessage => !BETWEEN.has(message.type)

const BETWEEN: ReadonlySet<string> = /* @__PURE__ */ new Set<Exclude<Request, GuestMessage>['type']>([
  'run',
  'instantiate',
  'call',
  'drop',
  'end',
])

/** How a function of the other side ended. */
export type Answer = Extract<GuestMessage, { type: 'answer' | 'failed' }>

/** What the run of a worker has received, and how it waits for more. */
export class Mailbox {
  /** The chunk that arrived: undefined if none did, null at the end of the input. */
  chunk: Uint8Array | null | undefined
  #answer: Answer | undefined
  /** Why nothing takes output any more. */
  readonly broken: { 1?: number; 2?: number } = {}
  /** Bytes of output that are still under way. */
  readonly #underway = { 1: 0, 2: 0 }
  readonly #waiting = new Set<() => void>()
  readonly #listeners = new Set<() => void>()
  #aborted = false
  /** Returns a message that has already arrived. Present if the worker can wait without an event loop. */
  readonly #take: (() => Request | undefined) | undefined

  constructor(
    readonly port: Port,
    /** Element 0 counts messages, and element 1 is not 0 if the run must end. */
    readonly signal: Int32Array | undefined,
  ) {
    if (signal) this.#take = hasRing(signal) ? ringReader(signal, () => port.post({ type: 'room' })) : port.take
  }

  receive(message: GuestMessage): void {
    if (message.type === 'input') this.chunk = message.chunk
    else if (message.type === 'taken') this.#underway[message.fd] -= message.bytes
    else if (message.type === 'broken') this.broken[message.fd] = message.errno
    else if (message.type === 'answer' || message.type === 'failed') this.#answer = message
    else this.#abort()
    for (const wake of this.#waiting) wake()
  }

  /** Resolves with the next message. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        resolve()
      }
      this.#waiting.add(wake)
    })
  }

  /** Whether the worker can wait without an event loop. */
  get blocks(): boolean {
    return this.#take !== undefined
  }

  /** Receives the messages that are there. */
  look(): void {
    for (let message = this.#take?.(); message; message = this.#take?.()) if (isForGuest(message)) this.receive(message)
  }

  /** Blocks until there has been a message, or until the time has passed. */
  block(milliseconds?: number): void {
    const { signal } = this
    const count = Atomics.load(signal!, 0)
    const message = this.#take!()
    if (message) return isForGuest(message) ? this.receive(message) : undefined
    Atomics.wait(signal!, 0, count, milliseconds)
  }

  /** The answer to the call that is under way, if it has arrived. */
  takeAnswer(): Answer | undefined {
    const answer = this.#answer
    this.#answer = undefined
    return answer
  }

  /** Posts output, and counts it as under way. */
  send(fd: 1 | 2, bytes: Uint8Array<ArrayBuffer>): void {
    this.#underway[fd] += bytes.length
    this.port.post({ type: 'output', fd, bytes }, [bytes.buffer])
  }

  underway(fd: 1 | 2): number {
    return this.#underway[fd]
  }

  /** The signal of a run that the other side may end. */
  readonly abortSignal: AbortSignalLike = Object.defineProperty(
    {
      addEventListener: (_: 'abort', listener: () => void) => void this.#listeners.add(listener),
      removeEventListener: (_: 'abort', listener: () => void) => void this.#listeners.delete(listener),
    } as AbortSignalLike,
    'aborted',
    { get: () => this.#aborted || (this.signal !== undefined && Atomics.load(this.signal, 1) !== 0) },
  )

  #abort(): void {
    this.#aborted = true
    for (const listener of this.#listeners) listener()
  }
}
