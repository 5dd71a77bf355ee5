import { rm, stat } from 'node:fs/promises'
import path from 'node:path'

import { answer } from './spawn.mjs'
import { median, ratio } from './table.mjs'

/**
 * The milliseconds of a conversion in a fresh process: to an ES module and to a portable component, each with an empty and with a
 * filled cache, and with jco (`new` and `transpile`).
 */
export async function bench({ guests, cache, rounds }) {
  const found = {}
  for (const guest of guests) {
    const times = { cold: [], warm: [], coldComponent: [], warmComponent: [], jco: [] }
    const add = async (list, job) => {
      const ms = await answer('conversion', { guest, ...job })
      if (ms !== undefined) list.push(ms)
    }
    const own = path.join(cache, 'conversion')
    for (let round = 0; round < rounds; round++) {
      await rm(own, { recursive: true, force: true })
      await add(times.cold, { tool: 'transpile', cache: own })
      await add(times.warm, { tool: 'transpile', cache: own })
      await add(times.coldComponent, { tool: 'componentize', cache: own })
      await add(times.warmComponent, { tool: 'componentize', cache: own })
      await add(times.jco, { tool: 'jco' })
    }
    const { size } = await stat(guest)
    const medians = Object.entries(times).map(([key, list]) => [key, list.length === 0 ? undefined : median(list)])
    found[path.basename(guest, '.wasm')] = { bytes: size, ...Object.fromEntries(medians) }
  }
  return found
}

export const shape = {
  head: [
    'conversion, ms',
    'MB',
    'ES module, warm',
    'cold',
    'component, warm',
    'cold',
    'jco new + transpile',
    'warm ratio',
    'cold ratio',
  ],
  rows: (found) =>
    Object.entries(found).map(([name, { bytes, warm, cold, warmComponent, coldComponent, jco }]) => [
      name,
      bytes / 1e6,
      warm,
      cold,
      warmComponent,
      coldComponent,
      jco,
      ratio(warm, jco),
      ratio(cold, jco),
    ]),
}
