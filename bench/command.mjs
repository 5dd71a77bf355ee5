import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

import { installation } from './installation.mjs'
import { median, most, ratio } from './table.mjs'

const nodeWasi = fileURLToPath(new URL('contenders/node-wasi-command.mjs', import.meta.url))

/** The program whose time has a budget, as a ratio to an empty process. Node 24 takes longer to load any file. */
const budgets = { hello: process.versions.node.startsWith('24.') ? 2.1 : 1.5 }

/** The milliseconds from the start of a Node process to its end. */
function processTime(args) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    running.on('error', reject)
    running.on('exit', (code) => {
      if (code === 0) resolve(performance.now() - start)
      else reject(new Error(`node ${args.join(' ')}: exit code ${code}`))
    })
  })
}

/** The milliseconds of `unwasi run` for each program, beside node:wasi and a process that does nothing. */
export async function bench({ programs, rounds }) {
  const folder = await installation()
  const own = path.join(folder, 'node_modules', 'unwasi')
  const { bin } = JSON.parse(await readFile(path.join(own, 'package.json'), 'utf8'))
  const empty = path.join(folder, 'empty.mjs')
  await writeFile(empty, '')
  const found = {}
  for (const [name, args] of Object.entries(programs)) {
    const commands = {
      unwasi: [path.join(own, bin.unwasi), 'run', ...args],
      nodeWasi: ['--no-warnings', nodeWasi, ...args],
      empty: [empty],
    }
    const times = { unwasi: [], nodeWasi: [], empty: [] }
    // The first round fills caches.
    for (let round = 0; round <= rounds; round++) {
      for (const [contender, line] of Object.entries(commands)) {
        const ms = await processTime(line)
        if (round > 0) times[contender].push(ms)
      }
    }
    found[name] = Object.fromEntries(Object.entries(times).map(([contender, list]) => [contender, median(list)]))
  }
  return found
}

export const shape = {
  head: ['unwasi run, ms', 'unwasi', 'node:wasi', 'ratio', 'an empty process', 'ratio', 'budget', ''],
  rows: (found) =>
    Object.entries(found).map(([name, { unwasi, nodeWasi, empty }]) => [
      name,
      unwasi,
      nodeWasi,
      ratio(unwasi, nodeWasi),
      empty,
      ratio(unwasi, empty),
      budgets[name] ?? '',
      most(ratio(unwasi, empty), budgets[name]),
    ]),
}
