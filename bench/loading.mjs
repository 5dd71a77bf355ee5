import { installation } from './installation.mjs'
import { answer } from './spawn.mjs'
import { median } from './table.mjs'

const packages = ['@unwasi/vite', '@unwasi/webpack', '@unwasi/esbuild', '@unwasi/rollup']
/** Milliseconds. */
const budget = 21

/** The milliseconds that the import of each plugin takes in a fresh process. */
export async function bench({ rounds }) {
  const folder = await installation()
  const times = Object.fromEntries(packages.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of packages) {
      const ms = await answer('loading', { folder, name })
      if (ms !== undefined) times[name].push(ms)
    }
  }
  return Object.fromEntries(packages.map((name) => [name, times[name].length === 0 ? undefined : median(times[name])]))
}

export const shape = {
  head: ['loading a plugin, ms', 'import', 'budget'],
  rows: (found) => packages.map((name) => [name, found[name], budget]),
}
