import { workerData } from 'node:worker_threads'

import type { Job } from './deep-worker.js'
import { runHere } from './main.js'
import { useProcessStdio } from './worker-stdio.js'

/** What the thread of `runInWorker` does. Returns the exit code. */
export function work(): Promise<number> {
  useProcessStdio()
  const { argv, program } = workerData as Job
  return runHere(argv, program)
}
