import { performance } from 'node:perf_hooks'

import { contender } from '../contenders/index.mjs'

/** The milliseconds from the call to the exit of a compiled program, measured many times in one process. */
export default async function start(job) {
  const run = await contender(job)
  const times = []
  for (let round = 0; round < job.rounds; round++) {
    const start = performance.now()
    await run(['args', 'hello'])
    times.push(performance.now() - start)
  }
  return times
}
