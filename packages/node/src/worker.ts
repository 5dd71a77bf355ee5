// The worker of `Converter`. It must answer every request, because the thread that imports waits. So whatever can fail to load is
// imported inside the handler.
import { workerData } from 'node:worker_threads'

import type { Request } from '@unwasi/unplugin'

import type { Answer, Question, WorkerData } from './converter.js'

const { options, port, answers }: WorkerData = workerData

port.on('message', (request: Question) => {
  if (request === 'ping') return
  void answer(request).then((message) => {
    port.postMessage(message)
    Atomics.add(answers, 0, 1)
    Atomics.notify(answers, 0)
  })
})

async function answer(request: Request): Promise<Answer> {
  try {
    const { convertHere } = await import('./answer.js')
    return await convertHere(request, options)
  } catch (error) {
    return { error }
  }
}
