import { performance } from 'node:perf_hooks'

import { contender } from '../contenders/index.mjs'

const short = 'a'.repeat(10)
const long = 'a'.repeat(1000)
const point = { x: 1, y: 2, label: short }

/** The calls to measure. `greet` also frees what the guest has allocated, and this guest frees memory in no other function. */
const calls = {
  add: ({ add }) => add(1, 2),
  'string of 10': ({ shapes }) => shapes.greet(short),
  'string of 1000': ({ shapes }) => shapes.greet(long),
  record: ({ shapes }) => shapes.moved(point, 1),
}
/** The guest has a memory of 64 KiB, which this number of records does not fill. */
const batch = 1000

/** The microseconds of each typed call. The first round is a warm-up. */
export default async function typedCalls(job) {
  const instance = await contender(job)
  const found = {}
  for (const [name, call] of Object.entries(calls)) {
    for (let round = 0; round < 2; round++) {
      const start = performance.now()
      for (let done = 0; done < job.n; done += batch) {
        for (let i = 0; i < batch; i++) call(instance)
        instance.shapes.greet('')
      }
      found[name] = ((performance.now() - start) * 1000) / job.n
    }
  }
  return found
}
