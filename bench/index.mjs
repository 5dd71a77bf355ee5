// `pnpm bench [NAME…]` measures unwasi beside node:wasi, browser_wasi_shim and jco, with the same guests in the same run. It
// prints tables with ratios (below 1 means that unwasi is faster or smaller) and writes the figures to bench/results/ for
// comparison.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, platform } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { fixturePath } from '../fixtures/index.mjs'
import { pnpm } from '../scripts/steps.mjs'
import { table } from './table.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = path.join(here, '.cache')
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)

/** A large guest that every Go installation contains. Undefined without Go. */
function largeGuest() {
  const file = path.join(cache, 'go-compiler.wasm')
  if (existsSync(file)) return file
  try {
    const env = { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm' }
    execFileSync('go', ['build', '-o', file, 'cmd/compile'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    return file
  } catch (error) {
    console.error(`no large guest: ${error.message}`)
    return undefined
  }
}

// jco is 340 MB, so the first `pnpm bench` installs it and the workspace does not.
if (!existsSync(path.join(here, 'node_modules'))) {
  if (!pnpm(['install', '--ignore-workspace', '--frozen-lockfile'], { cwd: here })) process.exit(1)
}
await mkdir(cache, { recursive: true })
const go = fixturePath('go')

const { hostCalls, hostCallsTable } = await import('./host-calls.mjs')
const { start, startTable } = await import('./start.mjs')
const { conversion, conversionTable } = await import('./conversion.mjs')
const { installed, installedTable, shipped, shippedTable } = await import('./weight.mjs')

const benches = {
  'host-calls': { measure: () => hostCalls({ guest: go, cache, rounds }), shape: hostCallsTable },
  start: { measure: () => start({ guest: go, cache, rounds }), shape: startTable },
  conversion: {
    measure: async () => {
      const guests = [fixturePath('c'), go, largeGuest()].filter((guest) => guest !== undefined)
      return conversion({ guests, cache, rounds })
    },
    shape: conversionTable,
  },
  shipped: { measure: () => shipped({ guest: go }), shape: shippedTable },
  installed: { measure: installed, shape: installedTable },
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
  const { measure, shape } = benches[name]
  results[name] = await measure()
  console.log(`\n${table(shape.head, shape.rows(results[name]))}`)
}
await mkdir(path.join(here, 'results'), { recursive: true })
const out = path.join(here, 'results', `${results.date.replaceAll(':', '-').slice(0, 19)}.json`)
await writeFile(out, `${JSON.stringify(results, undefined, 2)}\n`)
console.log(`\nfigures: ${path.relative(process.cwd(), out)}`)
