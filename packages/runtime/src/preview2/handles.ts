import type { InputStream, OutputStream, Pollable } from '../stdio/streams.js'
import { closeAll } from '../context/close-all.js'
import { trapBecause } from '../errors/trap.js'

/**
 * Brand of a handle: an object, since a component can't make one. At compile time it has the type of what the handle stands for.
 * Nothing that a component says selects one but by the list in `resources.ts`.
 */
export interface Kind<T> {
  /** For messages. */
  readonly resource: string
  readonly '~value'?: T
}

export const inputStream: Kind<InputStream> = { resource: 'input-stream' }
export const outputStream: Kind<OutputStream> = { resource: 'output-stream' }
export const pollable: Kind<Pollable> = { resource: 'pollable' }
/** `wasi:io/error`: what made a stream's last operation fail. */
export const ioError: Kind<Error> = { resource: 'error' }

interface Disposable {
  dispose?(): void
}

/**
 * One run's resources. A handle is an index into this table, so a number that the run did not get from here, a dropped one, or one
 * of another kind traps; nothing of another run can be reached. A value with a `dispose()` method has it called when its handle
 * is dropped, or at the end of the run.
 */
export class HandleTable {
  // Two flat arrays: the check on the hot path is one load and one pointer comparison. Index 0 is never handed out.
  readonly #kinds: (Kind<unknown> | undefined)[] = [undefined]
  readonly #values: unknown[] = [undefined]
  readonly #parents: number[] = [0]
  readonly #children: number[] = [0]
  readonly #free: number[] = []
  /** What the host holds for itself. It has no number: the guest can't name it, let alone drop it. */
  readonly #own: unknown[] = []

  constructor(
    /** How many handles may be live at once. */
    readonly limit = Infinity,
    /** Ends the run that reaches the limit. */
    readonly exceeded: () => never = () => trapBecause('too many handles'),
  ) {}

  /** Number of live handles. */
  get size(): number {
    return this.#kinds.length - 1 - this.#free.length
  }

  /** Whether another handle is one too many. */
  get full(): boolean {
    return this.#free.length === 0 && this.#kinds.length > this.limit
  }

  /** `parent` is a handle that must not be dropped before this one. */
  add<T>(kind: Kind<T>, value: T, parent = 0): number {
    if (this.full) {
      dispose(value)
      this.exceeded()
    }
    const handle = this.#free.pop() ?? this.#kinds.length
    this.#kinds[handle] = kind
    this.#values[handle] = value
    this.#parents[handle] = parent
    this.#children[handle] = 0
    if (parent) this.#children[parent]!++
    return handle
  }

  /** Keeps `value` until the end of the run. */
  keep(value: Disposable): void {
    this.#own.push(value)
  }

  get<T>(kind: Kind<T>, handle: number): T {
    if (this.#kinds[handle] !== kind) this.#reject(kind, handle)
    return this.#values[handle] as T
  }

  drop(kind: Kind<unknown>, handle: number): void {
    if (this.#kinds[handle] !== kind) this.#reject(kind, handle)
    if (this.#children[handle]) trapBecause(`${kind.resource} ${handle} dropped while another resource depends on it`)
    const value = this.#values[handle]
    const parent = this.#parents[handle]!
    this.#kinds[handle] = this.#values[handle] = undefined
    if (parent) this.#children[parent]!--
    this.#free.push(handle)
    dispose(value)
  }

  /** Ends the run: disposes of every live value. Throws the first error when all are through. */
  clear(): void {
    const values = [...this.#values.splice(0), ...this.#own.splice(0)]
    this.#kinds.length = 0
    closeAll(values, dispose)
  }

  #reject(kind: Kind<unknown>, handle: number): never {
    const found = this.#kinds[handle]
    return trapBecause(`handle ${handle} is ${found ? `of kind ${found.resource}` : 'not live'}, expected ${kind.resource}`)
  }
}

const dispose = (value: unknown): void => (value as Disposable | null | undefined)?.dispose?.()
