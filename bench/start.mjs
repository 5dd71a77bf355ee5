import { answer } from './spawn.mjs'
import { median, ratio } from './table.mjs'

const contenders = ['unwasi#memory', 'node-wasi#host', 'browser-wasi-shim#memory', 'jco#host']

/** The milliseconds from the call to the exit of a compiled Go command, by contender. */
export async function bench({ guest, cache, rounds }) {
  const times = {}
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const found = await answer('start', { contender, guest, cache, files: '/', rounds: 15 })
      if (found !== undefined) (times[contender] ??= []).push(...found)
    }
  }
  return Object.fromEntries(contenders.map((contender) => [contender, times[contender] && median(times[contender])]))
}

export const shape = {
  head: ['start to exit, ms', 'unwasi', 'node:wasi', 'ratio', 'browser_wasi_shim', 'ratio', 'jco', 'ratio'],
  rows: (found) => {
    const [ours, node, shim, jco] = contenders.map((contender) => found[contender])
    return [['go args hello', ours, node, ratio(ours, node), shim, ratio(ours, shim), jco, ratio(ours, jco)]]
  },
}
