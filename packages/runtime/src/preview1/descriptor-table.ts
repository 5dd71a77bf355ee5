import { closeAll } from '../context/close-all.js'
import { BadDescriptor, TooManyOpen, fail } from '../errno/errno.js'
import type { Open } from './open.js'

/** The descriptors of one run, by number. */
export class DescriptorTable {
  readonly #open: (Open | undefined)[]
  /** Numbers that were closed. The last one is used next. */
  readonly #closed: number[] = []

  constructor(
    /** The maximum number of descriptors that may be open at once. Standard streams and preopens count, but are never refused. */
    readonly most: number,
    ...stdio: Open[]
  ) {
    this.#open = stdio
  }

  get(fd: number): Open {
    return this.#open[fd] ?? fail(BadDescriptor)
  }

  /** Fails if another descriptor would be one too many. */
  ensureFree(): void {
    if (this.#open.length - this.#closed.length >= this.most) fail(TooManyOpen)
  }

  add(opened: Open): number {
    const fd = this.#closed.pop() ?? this.#open.length
    this.#open[fd] = opened
    return fd
  }

  close(fd: number): void {
    this.#take(fd).dispose()
  }

  /** Moves the descriptor `from` to the number `to`. Both must be open. */
  renumber(from: number, to: number): void {
    const replaced = this.get(to)
    if (from === to) return
    this.#open[to] = this.#take(from)
    replaced.dispose()
  }

  /** Closes everything, and then throws the first error, if there was one. */
  clear(): void {
    closeAll(this.#open.splice(0), (open) => open?.dispose())
  }

  #take(fd: number): Open {
    const open = this.get(fd)
    this.#open[fd] = undefined
    this.#closed.push(fd)
    return open
  }
}
