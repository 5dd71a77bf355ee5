// Watches the threads that the runtime starts, and what is posted to them.
import threads from 'node:worker_threads'

const GUESTS = new Set(['run', 'instantiate'])
const FOR_GUESTS = new Set(['input', 'taken', 'broken', 'abort', 'call', 'end'])

/** The threads of this process, and what was wrong with them. */
export const watched = {
  alive: new Set(),
  faults: [],
  /** Whether a thread of this case has died by itself. */
  died: false,
  /** For how many turns of the event loop the next message to this side is held back. */
  delay: () => 0,
  /** Those that have a guest. */
  get busy() {
    return [...this.alive].filter((thread) => thread.guest && !thread.ending)
  },
  get dying() {
    return [...this.alive].filter((thread) => thread.dying)
  },
  /** Those that keep the process alive. */
  get kept() {
    return [...this.alive].filter((thread) => thread.kept && !thread.ending)
  },
  /** The number of those that were not ended, for the script that has the most. */
  most() {
    const counts = {}
    for (const { script, ending } of this.alive) if (!ending) counts[script] = (counts[script] ?? 0) + 1
    return Math.max(0, ...Object.values(counts))
  },
}

class Watched extends threads.Worker {
  guest = false
  ending = false
  kept = true
  dying = false
  #handlers = []
  #queue = Promise.resolve()

  constructor(...args) {
    super(...args)
    this.script = String(args[0])
    watched.alive.add(this)
    if (watched.most() > 64) watched.faults.push('there are more than 64 threads')
    super.on('exit', () => watched.alive.delete(this))
    super.on('message', (message) => this.#deliver(message))
  }

  /** Hands `message` on, in order and perhaps later, as a busy event loop would. */
  #deliver(message) {
    const turns = watched.delay()
    const hand = () => {
      if (message.type === 'done') this.guest = false
      for (const handler of this.#handlers) handler(message)
    }
    this.#queue = this.#queue.then(async () => {
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      // An error of a handler is an exception in a callback, as without this queue.
      queueMicrotask(hand)
    })
  }

  on(event, handler) {
    if (event !== 'message') return super.on(event, handler)
    this.#handlers.push(handler)
    return this
  }

  postMessage(message, transfer) {
    const { type } = message
    if (GUESTS.has(type)) {
      if (this.guest) watched.faults.push('a thread has two guests')
      if (this.ending) watched.faults.push('a guest is given to a thread that was ended')
      this.guest = true
    } else if (FOR_GUESTS.has(type) && !this.guest && !this.ending)
      watched.faults.push(`'${type}' is posted to a thread without a guest`)
    return super.postMessage(message, transfer)
  }

  /** It ends, and the runtime has not asked for that. */
  die() {
    this.dying = true
    void super.terminate()
  }

  terminate() {
    this.ending = true
    return super.terminate()
  }

  ref() {
    this.kept = true
    return super.ref()
  }

  unref() {
    this.kept = false
    return super.unref()
  }
}

threads.Worker = Watched
