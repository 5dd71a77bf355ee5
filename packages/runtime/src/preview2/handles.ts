import type { InputStream, OutputStream, Pollable } from '../stdio/streams.js'
import { closeAll } from '../context/close-all.js'
import { trapBecause } from '../errors/trap.js'

/**
 * The brand of a handle: an object, because a component can't make one. At compile time it carries the type of what the handle
 * stands for. A component can only select one through the list in `resources.ts`.
 */
export interface Kind<T> {
  /** The name of the resource, which messages use as well. */
  readonly resource: string
  readonly '~value'?: T
}

export const inputStream: Kind<InputStream> = { resource: 'input-stream' }
export const outputStream: Kind<OutputStream> = { resource: 'output-stream' }
export const pollable: Kind<Pollable> = { resource: 'pollable' }
/** `wasi:io/error`: the error of a stream's last operation. */
export const ioError: Kind<Error> = { resource: 'error' }
// A handle of these says that the stream is a terminal. It has no functions.
export const terminalInput: Kind<null> = { resource: 'terminal-input' }
export const terminalOutput: Kind<null> = { resource: 'terminal-output' }
/** `wasi:sockets/network`: the network, in which nothing can be reached. */
export const network: Kind<null> = { resource: 'network' }

interface Disposable {
  dispose?(): void
}

/**
 * The resources of one run. A handle is an index into this table. A number that did not come from here, or was dropped, or has
 * another kind traps, and the resources of other runs can't be reached. If a value has a `dispose()` method, it is called when
 * the handle is dropped, or at the end of the run.
 */
export class HandleTable {
  // These are flat arrays, so that the check on the hot path is one load and one pointer comparison. Index 0 is never used.
  readonly #kinds: (Kind<unknown> | undefined)[] = [undefined]
  readonly #values: unknown[] = [undefined]
  readonly #parents: number[] = [0]
  readonly #children: number[] = [0]
  readonly #free: number[] = []
  /** Values that the host keeps for itself. They have no handle, so the guest can't use or drop them. */
  readonly #own: unknown[] = []

  constructor(
    /** The maximum number of handles that may be live at once. */
    readonly limit = Infinity,
    /** Ends a run that reaches the limit. */
    readonly exceeded: () => never = () => trapBecause('too many handles'),
  ) {}

  /** The number of live handles. */
  get size(): number {
    return this.#kinds.length - 1 - this.#free.length
  }

  /** Whether another handle would be one too many. */
  get full(): boolean {
    return this.#free.length === 0 && this.#kinds.length > this.limit
  }

  /** Adds a handle for `value`. `parent` is a handle that must not be dropped before this one. */
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
    dispose(this.take(kind, handle))
  }

  /** Removes a handle, and returns its value without disposing of it. */
  take<T>(kind: Kind<T>, handle: number): T {
    if (this.#kinds[handle] !== kind) this.#reject(kind, handle)
    if (this.#children[handle]) trapBecause(`${kind.resource} ${handle} dropped while another resource depends on it`)
    const value = this.#values[handle] as T
    const parent = this.#parents[handle]!
    this.#kinds[handle] = this.#values[handle] = undefined
    if (parent) this.#children[parent]!--
    this.#free.push(handle)
    return value
  }

  /** Disposes of all values at the end of the run, and then throws the first error, if there was one. */
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
