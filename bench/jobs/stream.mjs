import { performance } from 'node:perf_hooks'

import { contender } from '../contenders/index.mjs'
import { chunks, throughCallback, throughStreams } from './copying.mjs'

/** The speed of a program that copies its input to its output, in GB/s, and by how many MB the process grew meanwhile. */
export default async function stream(job) {
  const run = await contender(job)
  const copy = async (bytes) => {
    const all = chunks(bytes, job.chunk)
    const received = job.spawned ? await throughStreams(run.spawn([], { stdin: 'pipe' }), all) : await throughCallback(run, all)
    if (received !== bytes) throw new Error(`${received} of ${bytes} bytes arrived`)
  }
  // This is a warm-up, after which the process has its usual size.
  await copy(job.bytes / 4)
  const before = process.resourceUsage().maxRSS
  const start = performance.now()
  await copy(job.bytes)
  const seconds = (performance.now() - start) / 1000
  return { speed: job.bytes / 1e9 / seconds, growth: (process.resourceUsage().maxRSS - before) / 1e3 }
}
