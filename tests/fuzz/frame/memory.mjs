import { setTimeout } from 'node:timers/promises'

const MEGABYTE = 2 ** 20
/** The growth over half a batch, in bytes, that causes a second check. The engine's own caches take less. */
const SUSPECT = { heap: 16 * MEGABYTE, process: 96 * MEGABYTE }

/** The memory held after a garbage collection. Needs --expose-gc. */
export async function held() {
  for (let round = 0; round < 3; round++) {
    globalThis.gc()
    // Compiled code and buffers are freed in later turns.
    await setTimeout(5)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, process: rss }
}

const grown = (before, after, part) => Object.keys(SUSPECT).filter((kind) => after[kind] - before[kind] > SUSPECT[kind] * part)

/**
 * Whether `again` makes the process hold more and more memory. `before` and `after` enclose its first run. Memory that a process
 * keeps once, such as a cache, does not grow in a second and third run.
 */
export async function growth(before, after, again) {
  let kinds = grown(before, after, 1)
  const steps = [before, after]
  for (let round = 0; round < 2 && kinds.length > 0; round++) {
    await again()
    steps.push(await held())
    const still = grown(steps.at(-2), steps.at(-1), 0.5)
    kinds = kinds.filter((kind) => still.includes(kind))
  }
  return kinds.map((kind) => `${kind}: ${steps.map((step) => Math.round(step[kind] / MEGABYTE)).join(', ')} MB`)
}
