import { answer } from './spawn.mjs'
import { median } from './table.mjs'

const bytes = 1 << 30
/** The sizes of the chunks that the caller provides. The program reads and writes 64 KiB at a time. */
const sizes = { '4 KiB': 4 << 10, '64 KiB': 64 << 10, '1 MiB': 1 << 20 }
/** GB/s. */
const budget = 1

/** The speed from standard input to standard output, and how much memory that takes. */
export async function bench({ guest, cache, rounds }) {
  const samples = Object.fromEntries(Object.keys(sizes).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, chunk] of Object.entries(sizes)) {
      const found = await answer('stream', { contender: 'unwasi#bare', guest, cache, bytes, chunk })
      if (found !== undefined) samples[name].push(found)
    }
  }
  const of = (list, key) => (list.length === 0 ? undefined : median(list.map((found) => found[key])))
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [name, { speed: of(list, 'speed'), growth: of(list, 'growth') }]),
  )
}

export const shape = {
  head: ['1 GiB from stdin to stdout, in chunks of', 'GB/s', 'at least', 'growth of the process, MB'],
  rows: (found) => Object.entries(found).map(([name, { speed, growth }]) => [name, speed, budget, growth]),
}
