import { answer } from './spawn.mjs'
import { median, ratio } from './table.mjs'

const contenders = ['unwasi#library', 'jco#library']
/** Microseconds. */
const budgets = { add: 0.6, 'string of 10': 1.1 }

/** The microseconds of each call of a library with typed interfaces, and of a new instance, by contender. */
export async function bench({ guest, cache, rounds }) {
  const samples = {}
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const found = await answer('typed-calls', { contender, guest, cache })
      for (const [name, time] of Object.entries(found ?? {})) ((samples[name] ??= {})[contender] ??= []).push(time)
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, times]) => [
      name,
      Object.fromEntries(contenders.map((contender) => [contender, times[contender] && median(times[contender])])),
    ]),
  )
}

export const shape = {
  head: ['typed call, µs', 'unwasi', 'budget', 'jco + preview2-shim', 'ratio'],
  rows: (found) =>
    Object.entries(found).map(([name, times]) => {
      const [ours, jco] = contenders.map((contender) => times[contender])
      return [name, ours, budgets[name] ?? '', jco, ratio(ours, jco)]
    }),
}
