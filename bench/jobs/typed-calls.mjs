import { performance } from 'node:perf_hooks'

import { contender } from '../contenders/index.mjs'

const short = 'a'.repeat(10)
const long = 'a'.repeat(1000)
const point = { x: 1, y: 2, label: short }
const numbers = Array.from({ length: 1000 }, (_, index) => index)

/**
 * The calls to measure, how often (`n`), and how often each can be made before the guest's memory of 64 KiB is full (`batch`). This
 * guest frees memory only in `greet`.
 */
const calls = {
  add: { call: ({ add }) => add(1, 2), batch: 1000, n: 50_000 },
  'string of 10': { call: ({ shapes }) => shapes.greet(short), batch: 1000, n: 50_000 },
  'string of 1000': { call: ({ shapes }) => shapes.greet(long), batch: 1000, n: 50_000 },
  record: { call: ({ shapes }) => shapes.moved(point, 1), batch: 1000, n: 50_000 },
  'array of 1000 numbers': { call: ({ shapes }) => shapes.sum(numbers), batch: 10, n: 5000 },
}
/** How many instances to make. */
const instances = 50

/** The microseconds of each typed call, and of making an instance. The first round is a warm-up. */
export default async function typedCalls(job) {
  const instantiate = await contender(job)
  const found = {}
  for (let round = 0; round < 2; round++) {
    const start = performance.now()
    for (let i = 0; i < instances; i++) await instantiate()
    found['a new instance'] = ((performance.now() - start) * 1000) / instances
  }
  const instance = await instantiate()
  for (const [name, { call, batch, n }] of Object.entries(calls)) {
    for (let round = 0; round < 2; round++) {
      const start = performance.now()
      for (let done = 0; done < n; done += batch) {
        for (let i = 0; i < batch; i++) call(instance)
        instance.shapes.greet('')
      }
      found[name] = ((performance.now() - start) * 1000) / n
    }
  }
  return found
}
