// Spawns programs and kills them, and measures what that leaves: node --expose-gc kills.mjs JSON. Prints one line of JSON.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as later } from 'node:timers/promises'

import { memoryDirectory } from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'

import { makeGuest } from '../fuzz/workers/guest.mjs'
import { here, inWorker } from '../fuzz/workers/programs.mjs'
import { growth } from './slope.mjs'

/** What a program does when it is killed, after it has printed a byte. Computing ends its thread, which takes much longer. */
const SLEEPS = 'w1S0'
const READS = 'w1r3'
const IS_UNREAD = 'w1w9w9'
const COMPUTES = 'w1C0'
const COMPUTES_EVERY = 20
const SAMPLES = 100

const { mode, runs, leak = 0 } = JSON.parse(process.argv[2])
const bytes = await makeGuest('command')
const run = await (mode === 'worker' ? inWorker : here)(bytes)
const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-soak-'))
/** What a run that does not clean up would leave. */
const leaked = []

const scriptOf = (round) => {
  if (mode === 'worker' && round % COMPUTES_EVERY === 0) return COMPUTES
  return [SLEEPS, READS, IS_UNREAD][round % 3]
}

async function once(round) {
  const script = scriptOf(round)
  const dirs = { '/m': memoryDirectory({ file: 'text' }), '/h': hostDirectory(folder) }
  const program = run.spawn([script], { dirs, ...(script === READS && { stdin: 'pipe' }) })
  await program.stdout.getReader().read()
  program.kill()
  const error = await program.exited.catch((error) => error)
  if (error.code !== 'ABORTED') throw new Error(`a run that was killed ended otherwise`, { cause: error })
  if (leak) leaked.push(new Uint8Array(leak))
}

/** The memory that is held after a garbage collection. Compiled code and threads are freed in later turns. */
async function held() {
  for (let time = 0; time < 3; time++) {
    globalThis.gc()
    await later(2)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, process: rss }
}

const everyTenth = (list) => list.filter((_, index) => index % Math.ceil(list.length / 10) === 0).map(([, bytes]) => bytes)

const samples = { heap: [], process: [] }
const start = performance.now()
try {
  for (let round = 0; round < runs; round++) {
    await once(round)
    if (round % Math.ceil(runs / SAMPLES) > 0) continue
    const now = await held()
    for (const name of ['heap', 'process']) samples[name].push([round, now[name]])
  }
} finally {
  rmSync(folder, { recursive: true })
}
const { heap, process: whole } = samples
console.log(
  JSON.stringify({
    runs,
    milliseconds: (performance.now() - start) / runs,
    heap: growth(heap),
    process: growth(whole),
    steps: everyTenth(heap).map((bytes, index) => [bytes, everyTenth(whole)[index]]),
  }),
)
