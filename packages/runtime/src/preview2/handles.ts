import type { InputStream } from '../stdio/streams.js'
import type { Pollable } from '../wait.js'
import type { OutputStream } from './contract.js'

/** Brand of a handle: the WIT resource's name at run time, the type of what it stands for at compile time. */
export type Kind<T> = string & { readonly '~value'?: T }

export const inputStream = 'input-stream' as Kind<InputStream>
export const outputStream = 'output-stream' as Kind<OutputStream>
export const pollable = 'pollable' as Kind<Pollable>
/** `wasi:io/error`: what made a stream's last operation fail. */
export const ioError = 'error' as Kind<Error>

/** A trap that says why. It unwinds the guest like one of the engine's own. */
export const trap = (reason: string): never => {
  throw new WebAssembly.RuntimeError(reason)
}

/**
 * One run's resources. A handle is an index into this table, so a number that the run did not get from here, a dropped one, or one
 * of another kind traps; nothing of another run can be reached. A value with a `dispose()` method has it called when its handle
 * is dropped, or at the end of the run.
 */
export class HandleTable {
  // Two flat arrays: the check on the hot path is one load and one pointer comparison. Index 0 is never handed out.
  readonly #kinds: (string | undefined)[] = [undefined]
  readonly #values: unknown[] = [undefined]
  readonly #parents: number[] = [0]
  readonly #children: number[] = [0]
  readonly #free: number[] = []

  /** Number of live handles. */
  get size(): number {
    return this.#kinds.length - 1 - this.#free.length
  }

  /** `parent` is a handle that must not be dropped before this one. */
  add<T>(kind: Kind<T>, value: T, parent = 0): number {
    const handle = this.#free.pop() ?? this.#kinds.length
    this.#kinds[handle] = kind
    this.#values[handle] = value
    this.#parents[handle] = parent
    this.#children[handle] = 0
    if (parent) this.#children[parent]!++
    return handle
  }

  get<T>(kind: Kind<T>, handle: number): T {
    if (this.#kinds[handle] !== kind) this.#reject(kind, handle)
    return this.#values[handle] as T
  }

  drop(kind: Kind<unknown>, handle: number): void {
    if (this.#kinds[handle] !== kind) this.#reject(kind, handle)
    if (this.#children[handle]) trap(`${kind} ${handle} dropped while another resource depends on it`)
    const value = this.#values[handle]
    const parent = this.#parents[handle]!
    this.#kinds[handle] = this.#values[handle] = undefined
    if (parent) this.#children[parent]!--
    this.#free.push(handle)
    dispose(value)
  }

  /** Ends the run: disposes of every live value. Throws the first error when all are through. */
  clear(): void {
    const values = this.#values.splice(0)
    this.#kinds.length = 0
    const errors: unknown[] = []
    for (const value of values) {
      try {
        dispose(value)
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length) throw errors[0]
  }

  #reject(kind: string, handle: number): never {
    const found = this.#kinds[handle]
    return trap(`handle ${handle} is ${found === undefined ? 'not live' : `of kind ${found}`}, expected ${kind}`)
  }
}

const dispose = (value: unknown): void => (value as { dispose?(): void } | undefined)?.dispose?.()
