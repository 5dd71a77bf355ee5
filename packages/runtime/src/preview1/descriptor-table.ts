import { closeAll } from '../context/close-all.js'
import { BadDescriptor, TooManyOpen, fail } from '../errno/errno.js'
import type { Open } from './open.js'

/** One run's descriptors, by number. */
export class DescriptorTable {
  readonly #open: (Open | undefined)[]
  /** Numbers that were closed; the last one is given out next. */
  readonly #closed: number[] = []

  constructor(
    /** Descriptors that may be open at once. Standard streams and preopened directories count, but are never refused. */
    readonly most: number,
    ...stdio: Open[]
  ) {
    this.#open = stdio
  }

  get(fd: number): Open {
    return this.#open[fd] ?? fail(BadDescriptor)
  }

  /** Fails when another descriptor would be one too many. */
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

  /** Both must be open. */
  renumber(from: number, to: number): void {
    const replaced = this.get(to)
    this.get(from)
    if (from === to) return
    this.#open[to] = this.#take(from)
    replaced.dispose()
  }

  /** Closes everything. Throws the first error when all are through. */
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
