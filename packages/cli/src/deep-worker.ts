import { getHeapStatistics } from 'node:v8'
import { SHARE_ENV, Worker } from 'node:worker_threads'

import { CliError } from './errors.js'

export interface NamedProgram {
  /** It may have come from a pipe, which can't be read twice. */
  bytes: Uint8Array
  /** `argv[0]`. */
  name: string
}

/** What the thread gets. */
export interface Job {
  /** The arguments of `unwasi run`. */
  argv: readonly string[]
  program: NamedProgram
}

/** The module that runs in the thread. This module is in a bundle in `dist/bundle`. */
const entry = new URL('../../bin/worker.js', import.meta.url)

/** Runs the program in a thread whose stack has `limit` MB. Returns the exit code. */
export function runInWorker(file: string, job: Job, limit: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const { bytes } = job.program
    const { buffer } = bytes
    const worker = new Worker(entry, {
      workerData: job,
      transferList: buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? [buffer] : [],
      env: SHARE_ENV,
      // A thread's heap is smaller than that of the main thread by default.
      resourceLimits: { stackSizeMb: limit, maxOldGenerationSizeMb: Math.ceil(getHeapStatistics().heap_size_limit / 2 ** 20) },
      trackUnmanagedFds: false,
      // Otherwise they are piped here, but the thread replaces them.
      stdout: true,
      stderr: true,
    })
    worker.on('error', (error) => reject(explained(file, error, limit)))
    worker.on('exit', resolve)
  })
}

function explained(file: string, error: Error, limit: number): Error {
  const code = 'code' in error ? error.code : undefined
  if (code === 'ERR_WORKER_INIT_FAILED')
    return new CliError(
      file,
      `can't run with a stack of ${limit} MB`,
      error.message,
      'Pass a smaller `--stack-size`, or give the process more memory.',
      error,
    )
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new CliError(
      file,
      'the heap of JavaScript is full',
      error.message,
      'Raise the limit: NODE_OPTIONS=--max-old-space-size=MB.',
      error,
    )
  return error
}
