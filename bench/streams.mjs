import { answer } from './spawn.mjs'
import { least, median } from './table.mjs'

const bytes = 1 << 30
/** What to measure. The program reads and writes 64 KiB at a time, and the caller provides chunks of other sizes, too. */
const jobs = {
  'a run, 4 KiB': { chunk: 4 << 10 },
  'a run, 64 KiB': { chunk: 64 << 10 },
  'a run, 1 MiB': { chunk: 1 << 20 },
  'a spawned program, 64 KiB': { chunk: 64 << 10, spawned: true },
}
/** GB/s. */
const budget = 1

/** Programs are spawned on the same thread, which needs JSPI. */
const canSpawn = 'Suspending' in WebAssembly

/** The speed from standard input to standard output, and how much memory that takes. */
export async function bench({ guest, cache, rounds }) {
  const samples = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      if (job.spawned && !canSpawn) continue
      const found = await answer('stream', { contender: 'unwasi#bare', guest, cache, bytes, ...job })
      if (found !== undefined) samples[name].push(found)
    }
  }
  const of = (list, key) => (list.length === 0 ? undefined : median(list.map((found) => found[key])))
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [name, { speed: of(list, 'speed'), growth: of(list, 'growth') }]),
  )
}

export const shape = {
  head: ['1 GiB from stdin to stdout, in chunks', 'GB/s', 'at least', '', 'growth of the process, MB'],
  rows: (found) =>
    Object.entries(found).map(([name, { speed, growth }]) =>
      jobs[name].spawned && !canSpawn ? [name, 'no JSPI', budget, '', ''] : [name, speed, budget, least(speed, budget), growth],
    ),
}
