import { startThread, type Thread } from './thread.js'

// Workers have no state between runs: a pool holds threads that have loaded their script, and nothing of a guest.

/** How many workers stay ready while nothing runs in them. */
const IDLE = 4
/** The maximum number of workers of one script, those that are dying included. Later runs wait. */
const MOST = 64
/** How long a browser may take to end a thread that computes, in milliseconds. Measured in Chromium: 2 s. */
const DYING = 2500

/** The workers that run one script. */
export class Pool {
  readonly #idle: Thread[] = []
  readonly #waiting: (() => void)[] = []
  /** All that exist. */
  #count = 0

  constructor(readonly url: string) {}

  /** A worker for a run of `name`. */
  async take(name: string): Promise<Thread> {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle) return idle
      if (this.#count < MOST) break
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    const thread = startThread(name, this.url)
    this.#count++
    return thread
  }

  /** Takes back a worker whose run has ended. */
  give(thread: Thread): void {
    thread.keep(false)
    thread.receive = () => {}
    thread.fail = () => {
      const at = this.#idle.indexOf(thread)
      if (at < 0) return
      this.#idle.splice(at, 1)
      this.#left()
    }
    if (this.#idle.length < IDLE) {
      this.#idle.push(thread)
      this.#waiting.shift()?.()
    } else this.end(thread)
  }

  /** Ends a worker. */
  end(thread: Thread): void {
    thread.receive = () => {}
    let over = false
    const gone = () => {
      if (!over) this.#left()
      over = true
    }
    // Only Node says when the thread has ended.
    thread.fail = gone
    thread.end()
    const timer: unknown = setTimeout(gone, DYING)
    ;(timer as { unref?(): void }).unref?.()
  }

  /** Forgets a worker that has failed. */
  lose(): void {
    this.#left()
  }

  #left(): void {
    this.#count--
    this.#waiting.shift()?.()
  }
}

const pools = /* @__PURE__ */ new Map<string, Pool>()

export const poolOf = (url: string): Pool => {
  let pool = pools.get(url)
  if (!pool) pools.set(url, (pool = new Pool(url)))
  return pool
}
