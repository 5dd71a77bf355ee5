import { performance } from 'node:perf_hooks'

import { contender } from '../contenders/index.mjs'

function* chunks(bytes, size) {
  const chunk = new Uint8Array(size)
  for (let sent = 0; sent < bytes; sent += size) yield chunk
}

/** The speed of a program that copies its input to its output, in GB/s, and by how many MB the process grew meanwhile. */
export default async function stream(job) {
  const run = await contender(job)
  let received = 0
  const copy = (bytes) => run([], { input: chunks(bytes, job.chunk), stdout: (chunk) => void (received += chunk.length) })
  // This is a warm-up, after which the process has its usual size.
  await copy(job.bytes / 4)
  received = 0
  const before = process.resourceUsage().maxRSS
  const start = performance.now()
  await copy(job.bytes)
  const seconds = (performance.now() - start) / 1000
  if (received !== job.bytes) throw new Error(`${received} of ${job.bytes} bytes arrived`)
  return { speed: job.bytes / 1e9 / seconds, growth: (process.resourceUsage().maxRSS - before) / 1e3 }
}
