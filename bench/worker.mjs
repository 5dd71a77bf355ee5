import { answer } from './spawn.mjs'
import { least, median, most } from './table.mjs'

/** What to measure, with the budget. */
const figures = {
  warm: ['a run in a warm worker, beside one on this thread: ms more', 0.5],
  cold: ['the first run, with the start of the worker: ms', 60],
  stopped: ['from abort to the rejection of `exited`, while the program computes: ms', 50],
  copied: ['a run, stdin to stdout, in chunks of 64 KiB: GB/s, at least', 0.5, least],
  spawned: ['a spawned program, the same: GB/s, at least', 0.5, least],
  growth: ['growth of the process for each run that is spawned and killed: kB', undefined],
}

/** What runs in workers cost. */
export async function bench({ rounds, ...guests }) {
  const samples = Object.fromEntries(Object.keys(figures).map((name) => [name, []]))
  const measure = async (part, more = {}) => answer('worker', { part, ...guests, ...more })
  for (let round = 0; round < rounds; round++) {
    const { cold, warm } = (await measure('runs')) ?? {}
    const found = { cold, warm, stopped: await measure('stopped') }
    found.copied = await measure('copied', { bytes: 1 << 30 })
    found.spawned = await measure('copied', { bytes: 1 << 30, spawned: true })
    for (const [name, value] of Object.entries(found)) if (value !== undefined) samples[name].push(value)
  }
  const grown = await measure('growth', { kills: 1000 })
  if (grown !== undefined) samples.growth.push(grown / 1000)
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, list.length ? median(list) : undefined]))
}

export const shape = {
  head: ['in a worker of Node', 'unwasi', 'budget', ''],
  rows: (found) =>
    Object.entries(figures).map(([name, [what, budget, verdict = most]]) => [
      what,
      found[name],
      budget ?? '',
      verdict(found[name], budget),
    ]),
}
