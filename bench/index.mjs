// `pnpm bench [NAME…]` measures unwasi beside node:wasi, browser_wasi_shim and jco, with the same guests in the same run. It
// prints tables with ratios (below 1 means that unwasi is faster or smaller) and writes the figures to bench/results/ for
// comparison.
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, platform } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { fixturePath } from '../fixtures/index.mjs'
import { pnpm } from '../scripts/steps.mjs'
import { copier, largeGuest, spinner } from './guests.mjs'
import { table } from './table.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = path.join(here, '.cache')
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)

// jco is 340 MB, so the first `pnpm bench` installs it and the workspace does not.
if (!existsSync(path.join(here, 'node_modules'))) {
  if (!pnpm(['install', '--ignore-workspace', '--frozen-lockfile'], { cwd: here })) process.exit(1)
}
await mkdir(cache, { recursive: true })
const go = fixturePath('go')
const hello = fixturePath('hello')

/** The sections, each a file of the same name that exports `bench` and the `shape` of its table, and what they measure. */
const benches = {
  'host-calls': () => ({ guest: go, cache, rounds }),
  start: () => ({ guest: go, cache, rounds }),
  'typed-calls': () => ({ guest: fixturePath('p2-typed'), cache, rounds }),
  streams: async () => ({ guest: await copier(cache), cache, rounds }),
  worker: async () => ({ hello, copier: await copier(cache), spinning: await spinner(cache), cache, rounds }),
  conversion: () => {
    const guests = [fixturePath('c'), go, largeGuest(cache)].filter((guest) => guest !== undefined)
    return { guests, cache, rounds }
  },
  command: () => ({ programs: { hello: [hello], 'go args hello': [go, 'args', 'hello'] }, rounds: rounds * 3 }),
  loading: () => ({ rounds: rounds * 3 }),
  'dev-server': () => ({ guests: { hello, go }, rounds }),
  weight: () => ({}),
  compact: () => ({ guest: go, cache, rounds }),
  shipped: () => ({ guest: go }),
  installed: () => ({}),
}

const names = process.argv.slice(2)
for (const name of names) {
  if (!Object.hasOwn(benches, name)) {
    console.error(`there is no bench '${name}', only ${Object.keys(benches).join(', ')}`)
    process.exit(2)
  }
}

const machine = `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} x ${cpus()[0]?.model.trim()}`
const results = { date: new Date().toISOString(), machine, rounds }
console.log(`${machine}; medians of ${rounds} interleaved rounds; ratio = unwasi / other`)
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const { bench, shape } = await import(`./${name}.mjs`)
  results[name] = await bench(await benches[name]())
  console.log(`\n${table(shape.head, shape.rows(results[name]))}`)
}
await mkdir(path.join(here, 'results'), { recursive: true })
const out = path.join(here, 'results', `${results.date.replaceAll(':', '-').slice(0, 19)}.json`)
await writeFile(out, `${JSON.stringify(results, undefined, 2)}\n`)
console.log(`\nfigures: ${path.relative(process.cwd(), out)}`)
