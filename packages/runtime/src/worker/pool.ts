import { failure } from '../errors/problem.js'
import { startThread, type Thread } from './thread.js'

// Workers have no state between guests: a pool holds threads that have loaded their script, and nothing of a guest.

/** How many workers stay ready while nothing runs in them. */
const IDLE = 4
/** The maximum number of workers of one script, those that are dying included. Later runs wait. */
const MOST = 64
/** How long a browser may take to end a thread that computes, in milliseconds. Measured in Chromium: 2 s. */
const DYING = 2500
/** How long a thread of Node may take to finish a write to a file, in milliseconds. One that waits for the system may take forever. */
const FINISHING = 100

/** Calls `act` after some milliseconds, unless the process ends before. */
const later = (milliseconds: number, act: () => void): void => {
  const timer: unknown = setTimeout(act, milliseconds)
  ;(timer as { unref?(): void }).unref?.()
}

/** The workers that run one script. */
export class Pool {
  readonly #idle: Thread[] = []
  readonly #waiting: (() => void)[] = []
  /** Those that instances have for themselves. */
  readonly #lasting = new Set<Thread>()
  /** All that exist, those that are dying included. */
  readonly #all = new Set<Thread>()

  constructor(readonly url: string) {}

  /** A worker for a run of `name`, or if it is `lasting`, for an instance, which keeps the worker. */
  async take(name: string, lasting = false): Promise<Thread> {
    const thread = await this.#free(name)
    if (lasting) this.#lasting.add(thread)
    // Those who wait must not wait for instances.
    if (this.#lasting.size === MOST) for (const wake of this.#waiting.splice(0)) wake()
    return thread
  }

  async #free(name: string): Promise<Thread> {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle) return idle
      if (this.#all.size < MOST) break
      if (this.#lasting.size === MOST) throw noneLeft(name)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    const thread = startThread(name, this.url)
    this.#all.add(thread)
    return thread
  }

  /** Makes sure that a worker is ready. Rejects if it can't start. */
  async warm(name: string): Promise<void> {
    const thread = await this.take(name)
    // Runs that begin meanwhile may take it.
    this.give(thread)
    thread.keep(true)
    await thread.started
    if (this.#idle.includes(thread)) thread.keep(false)
  }

  /** Takes back a worker whose run has ended. */
  give(thread: Thread): void {
    this.#lasting.delete(thread)
    thread.keep(false)
    thread.receive = () => {}
    thread.fail = () => {
      const at = this.#idle.indexOf(thread)
      if (at < 0) return
      this.#idle.splice(at, 1)
      this.#forget(thread)
    }
    if (this.#idle.length < IDLE) {
      this.#idle.push(thread)
      this.#waiting.shift()?.()
    } else void this.end(thread)
  }

  /** Ends a worker. Resolves when nothing of its guest goes on. */
  async end(thread: Thread): Promise<void> {
    this.#lasting.delete(thread)
    thread.receive = () => {}
    const gone = () => this.#forget(thread)
    // Only Node says when the thread has ended.
    thread.fail = gone
    const ending = thread.end()
    later(DYING, gone)
    if (ending) await Promise.race([ending, new Promise<void>((resolve) => later(FINISHING, resolve))])
  }

  /** Forgets a worker that has failed. */
  lose(thread: Thread): void {
    thread.receive = () => {}
    this.#lasting.delete(thread)
    this.#forget(thread)
  }

  #forget(thread: Thread): void {
    if (this.#all.delete(thread)) this.#waiting.shift()?.()
  }
}

const noneLeft = (name: string) =>
  failure(
    'BUSY',
    `there is no worker for ${name}`,
    `Instances of libraries have all ${MOST} workers.`,
    'Dispose of those that are no longer needed.',
  )

const pools = /* @__PURE__ */ new Map<string, Pool>()

export const poolOf = (url: string): Pool => {
  let pool = pools.get(url)
  if (!pool) pools.set(url, (pool = new Pool(url)))
  return pool
}
