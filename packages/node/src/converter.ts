import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'

import type { Options } from '@unwasi/core'
import { UnwasiError, type UnwasiErrorInit } from '@unwasi/core/errors'
import type { Request } from '@unwasi/unplugin'

import type { Result } from './convert.js'

/** What the worker sends. An `UnwasiError` is sent as its parts, because a copied error has another class. */
export type Answer = { result: Result } | { refused: UnwasiErrorInit } | { error: unknown }

export interface WorkerData {
  options: Options
  port: MessagePort
  /** A number that the worker increments after each answer. */
  answers: Int32Array<SharedArrayBuffer>
}

interface Started {
  port: MessagePort
  answers: Int32Array<SharedArrayBuffer>
}

/**
 * Converts guests in a worker and waits for it. Conversion is asynchronous, and hooks in the importing thread must not be. The worker
 * starts with the first guest.
 */
export class Converter {
  readonly #options: Options
  #worker: Started | undefined

  constructor(options: Options) {
    this.#options = options
  }

  /** Throws `UnwasiError`. */
  convert(request: Request): Result {
    const { port, answers } = (this.#worker ??= start(this.#options))
    const before = Atomics.load(answers, 0)
    port.postMessage(request)
    Atomics.wait(answers, 0, before)
    const answer: Answer = receiveMessageOnPort(port)?.message
    if ('result' in answer) return answer.result
    throw 'refused' in answer ? new UnwasiError(answer.refused) : answer.error
  }
}

function start(options: Options): Started {
  const { port1, port2 } = new MessageChannel()
  const answers = new Int32Array(new SharedArrayBuffer(4))
  const workerData: WorkerData = { options, port: port2, answers }
  // The worker must not get the process's own arguments, because `--import` would register these hooks there.
  const worker = new Worker(new URL('worker.js', import.meta.url), { workerData, transferList: [port2], execArgv: [] })
  worker.unref()
  port1.unref()
  return { port: port1, answers }
}
