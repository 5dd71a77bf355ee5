import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'

import type { Options } from '@unwasi/core'
import { UnwasiError, type UnwasiErrorInit } from '@unwasi/core/errors'
import type { Request } from '@unwasi/unplugin'

import type { Result } from './convert.js'

/** What the worker sends. An `UnwasiError` is sent as its parts, because a copied error has another class. */
export type Answer = { result: Result } | { refused: UnwasiErrorInit } | { error: unknown }

/** A message to the worker. A ping gets no answer. */
export type Question = Request | 'ping'

export interface WorkerData {
  options: Options
  port: MessagePort
  /** A number that the worker increments after each answer. */
  answers: Int32Array<SharedArrayBuffer>
}

/** How often a waiting thread checks that the worker still exists. */
const PING_INTERVAL = 250

/**
 * Converts guests in a worker and waits for it. Conversion is asynchronous, and hooks in the importing thread must not be. The worker
 * starts with the first guest.
 */
export class Converter {
  readonly #options: Options
  readonly #script: URL
  #worker: ConverterWorker | undefined

  /** @param script the module of the worker */
  constructor(options: Options, script = new URL('worker.js', import.meta.url)) {
    this.#options = options
    this.#script = script
  }

  /** Throws `UnwasiError`. */
  convert(request: Request): Result {
    if (this.#worker?.ended() !== false) this.#worker = new ConverterWorker(this.#options, this.#script)
    const answer = this.#worker.ask(request)
    if (answer === undefined) throw endedEarly(request.path)
    if ('result' in answer) return answer.result
    throw 'refused' in answer ? new UnwasiError(answer.refused) : answer.error
  }
}

class ConverterWorker {
  readonly #answers = new Int32Array(new SharedArrayBuffer(4))
  readonly #port: MessagePort
  /** Whether this Node reports if a message has a receiver. */
  readonly #reports: boolean

  constructor(options: Options, script: URL) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const workerData: WorkerData = { options, port: port2, answers: this.#answers }
    // The worker must not get the process's own arguments, because `--import` would register these hooks there.
    const worker = new Worker(script, { workerData, transferList: [port2], execArgv: [] })
    // Without a listener, an error of the worker would end the process, which may have handled that of the import.
    worker.on('error', (error) => process.emitWarning(error))
    worker.unref()
    port1.unref()
    this.#reports = this.#post('ping')
  }

  /** Whether the worker is no longer there. The events of a worker are of no use to a thread that waits. */
  ended(): boolean {
    return this.#reports && !this.#post('ping')
  }

  /** Returns undefined if the worker ends without an answer. */
  ask(request: Request): Answer | undefined {
    const before = Atomics.load(this.#answers, 0)
    this.#post(request)
    while (Atomics.wait(this.#answers, 0, before, PING_INTERVAL) === 'timed-out') {
      if (this.ended()) break
    }
    // It may have answered just before its end.
    return receiveMessageOnPort(this.#port)?.message
  }

  /** Returns true if the message has a receiver. Node does not document the result, so the first message shows whether it has one. */
  #post(question: Question): boolean {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is an argument of a window's
    const received: unknown = this.#port.postMessage(question)
    return received === true
  }
}

function endedEarly(file: string): UnwasiError {
  return new UnwasiError({
    code: 'TOOLCHAIN',
    headline: 'the thread that converts programs ended before it was done',
    why: 'Most likely it ran out of memory.',
    fix: 'Give Node more memory with --max-old-space-size, or convert the program with `unwasi transpile` and import the result.',
    file,
  })
}
