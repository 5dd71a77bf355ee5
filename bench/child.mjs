// Takes one measurement in its own process: node child.mjs KIND JSON. Prints one line of JSON on standard error.
import { performance } from 'node:perf_hooks'

const [kind, json] = process.argv.slice(2)
const job = JSON.parse(json)

function answer(result) {
  process.stderr.write(`${JSON.stringify(result)}\n`)
}

async function contender() {
  const [file, form] = job.contender.split('#')
  const { [form]: load } = await import(`./contenders/${file}.mjs`)
  return load(job.guest, job)
}

const kinds = {
  /** The guest times itself and prints the nanoseconds of one call. The first run is a warm-up. */
  async calls() {
    const run = await contender()
    for (let round = 0; round < 2; round++) {
      const code = await run(['bench', job.name, String(job.n)])
      if (code !== 0) throw new Error(`exit code ${code}`)
    }
  },

  /** The milliseconds from the call to the exit of a compiled program, measured many times in one process. */
  async start() {
    const run = await contender()
    const times = []
    for (let round = 0; round < job.rounds; round++) {
      const start = performance.now()
      await run(['args', 'hello'])
      times.push(performance.now() - start)
    }
    answer({ times })
  },

  /** The milliseconds of one conversion. Its tool is imported beforehand. */
  async conversion() {
    const { readFile } = await import('node:fs/promises')
    const bytes = await readFile(job.guest)
    let convert
    if (job.tool === 'jco') {
      const jco = await import('./contenders/jco.mjs')
      await import('@bytecodealliance/jco')
      convert = () => jco.convert(bytes)
    } else {
      const core = await import('../packages/core/dist/index.js')
      convert = () => core[job.tool](bytes, { file: job.guest, cache: job.cache })
    }
    const start = performance.now()
    await convert()
    answer({ ms: performance.now() - start })
  },
}

await kinds[kind]()
