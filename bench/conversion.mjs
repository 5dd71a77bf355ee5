import { rm, stat } from 'node:fs/promises'
import path from 'node:path'

import { measure } from './spawn.mjs'
import { median, ratio } from './table.mjs'

/** Milliseconds of a conversion in a fresh process: empty cache, filled cache, jco new + transpile. */
export async function conversion({ guests, cache, rounds }) {
  const found = {}
  for (const guest of guests) {
    const times = { cold: [], warm: [], jco: [] }
    const add = async (list, job) => {
      const text = await measure('conversion', { guest, ...job })
      if (text !== undefined) list.push(JSON.parse(text.trim().split('\n').at(-1)).ms)
    }
    const own = path.join(cache, 'conversion')
    for (let round = 0; round < rounds; round++) {
      await rm(own, { recursive: true, force: true })
      await add(times.cold, { tool: 'unwasi', cache: own })
      await add(times.warm, { tool: 'unwasi', cache: own })
      await add(times.jco, { tool: 'jco' })
    }
    const { size } = await stat(guest)
    const medians = Object.entries(times).map(([key, list]) => [key, list.length === 0 ? undefined : median(list)])
    found[path.basename(guest, '.wasm')] = { bytes: size, ...Object.fromEntries(medians) }
  }
  return found
}

export const conversionTable = {
  head: ['conversion, ms', 'MB', 'unwasi, warm', 'unwasi, cold', 'jco new + transpile', 'warm ratio', 'cold ratio'],
  rows: (found) =>
    Object.entries(found).map(([name, { bytes, warm, cold, jco }]) => [
      name,
      bytes / 1e6,
      warm,
      cold,
      jco,
      ratio(warm, jco),
      ratio(cold, jco),
    ]),
}
