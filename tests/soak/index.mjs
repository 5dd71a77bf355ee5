// `pnpm test:soak`: what many runs leave, and what waiting costs. See README.md.
import { execFile } from 'node:child_process'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'

import { engines, installNode } from '../../scripts/engines.mjs'
import { jobs, nameOf, waiting } from './cases.mjs'
import { hasChromium, killInChromium, waitingInChromium } from './chromium.mjs'
import { growth } from './slope.mjs'

/** The bytes that each run may leave: in the heap, and in the process as the system sees it, whose allocator keeps more or less. */
const LIMITS = { heap: 100, process: 2000 }
const LIMITS_IN_CHROMIUM = { heap: 200, process: 20_000 }
/** The per cent of a CPU that a program which waits may use. */
const IDLE = 2
/** How many processes wait at the same time. */
const TOGETHER = 4

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10000' },
    'chromium-runs': { type: 'string', default: '1000' },
    leak: { type: 'string', default: '0' },
  },
})
const all = ['thread', 'worker', 'chromium', 'waiting']
const sections = positionals.length > 0 ? positionals : all
const unknown = sections.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`there is no section ${unknown.join(', ')}, only ${all.join(', ')}`)
  process.exit(2)
}

const run = promisify(execFile)
let failures = 0
const report = (what, found, limit, unit) => {
  const good = found <= limit
  if (!good) failures++
  console.log(`${what}: ${found.toFixed(limit < 10 ? 2 : 0)} ${unit} of ${limit}${good ? '' : '  TOO MUCH'}`)
}

/** A Node with JSPI, which the one that runs this may not have. */
let suspending
const nodeWithJspi = () => {
  if (typeof WebAssembly.Suspending === 'function') return process.execPath
  suspending ??= installNode(engines.at(-1))
  if (suspending === undefined) throw new Error('no version of Node with JSPI could be installed')
  return suspending
}

async function kills(mode, node) {
  const job = JSON.stringify({ mode, runs: Number(values.runs), leak: Number(values.leak) })
  const { stdout } = await run(node, ['--expose-gc', path.join(import.meta.dirname, 'kills.mjs'), job])
  const { milliseconds, steps, ...found } = JSON.parse(stdout)
  const where = mode === 'worker' ? 'in workers' : 'on one thread'
  console.log(`\n${found.runs} runs ${where}, ${milliseconds.toFixed(1)} ms each; heap and process in MB:`)
  console.log(steps.map((step) => step.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(' and ')).join('; '))
  for (const [name, limit] of Object.entries(LIMITS)) report(`growth of the ${name} for each run`, found[name], limit, 'bytes')
}

async function chromium() {
  if (!hasChromium) return console.log('\nChromium not found: set CHROMIUM_PATH')
  const runs = Number(values['chromium-runs'])
  const samples = await killInChromium(runs, 20)
  console.log(`\n${runs} runs in workers of Chromium`)
  for (const [name, limit] of Object.entries(LIMITS_IN_CHROMIUM)) {
    report(`growth of the ${name} for each run`, growth(samples[name]), limit, 'bytes')
  }
}

async function wait() {
  console.log('\nCPU time of a program that waits')
  if (process.platform !== 'linux') return console.log('It can only be measured on Linux.')
  const queue = [...jobs]
  const measure = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      report(nameOf(job), await waiting(job.jspi ? nodeWithJspi() : process.execPath, job), IDLE, '%')
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, measure))
  if (!hasChromium) return
  for (const does of ['sleeps', 'reads'])
    report(`module in a worker of Chromium ${does}`, await waitingInChromium(does), IDLE, '%')
}

const acts = {
  thread: () => kills('thread', nodeWithJspi()),
  worker: () => kills('worker', process.execPath),
  chromium,
  waiting: wait,
}
for (const name of sections) await acts[name]()
console.log(failures === 0 ? '\neverything is within its limit' : `\n${failures} over their limits`)
process.exitCode = failures === 0 ? 0 : 1
