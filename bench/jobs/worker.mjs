import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { bare, worker } from '../contenders/unwasi.mjs'
import { median } from '../table.mjs'
import { chunks, throughCallback, throughStreams } from './copying.mjs'

const since = (start) => performance.now() - start

/** Milliseconds of a run of `hello` here and in a worker, in turn, and of the first run in a worker. */
async function runs({ hello, ...job }) {
  const [here, there] = [await bare(hello, job), await worker(hello, job)]
  await here()
  const first = performance.now()
  await there()
  const cold = since(first)
  const times = { here: [], there: [] }
  for (let round = 0; round < 500; round++) {
    for (const [name, run] of Object.entries({ here, there })) {
      const start = performance.now()
      await run()
      times[name].push(since(start))
    }
  }
  // The first runs are compiled.
  const [alone, inWorker] = Object.values(times).map((list) => median(list.slice(100)))
  return { cold, warm: inWorker - alone }
}

/** Milliseconds from `abort()` to the rejection of `exited`, while the guest computes. */
async function stopped({ spinning, ...job }) {
  const run = await worker(spinning, job)
  const times = []
  for (let round = 0; round < 10; round++) {
    const controller = new AbortController()
    const program = run.spawn([], { signal: controller.signal })
    await program.stdout.getReader().read()
    const start = performance.now()
    controller.abort()
    await program.exited.catch(() => {})
    times.push(since(start))
  }
  return median(times)
}

/** The speed of a program that copies its input to its output, in GB/s. */
async function copied({ copier, bytes, spawned, ...job }) {
  const run = await worker(copier, job)
  const copy = async (size) => {
    const received = await (spawned
      ? throughStreams(run.spawn([], { stdin: 'pipe' }), chunks(size, 65_536))
      : throughCallback(run, chunks(size, 65_536)))
    if (received !== size) throw new Error(`${received} of ${size} bytes arrived`)
  }
  await copy(bytes / 8)
  const start = performance.now()
  await copy(bytes)
  return bytes / 1e6 / since(start)
}

/** The growth of the process, in bytes, for each run that is spawned and killed. The first half of the runs does not count. */
async function growth({ spinning, kills, ...job }) {
  const run = await worker(spinning, job)
  // Otherwise this would measure when the engine collects garbage.
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc')
  const sizes = []
  for (let round = 0; round < kills; round++) {
    const program = run.spawn()
    await program.stdout.getReader().read()
    program.kill()
    await program.exited.catch(() => {})
    if (round % 20 !== 19) continue
    gc()
    sizes.push([round, process.memoryUsage().rss])
  }
  return slope(sizes.slice(sizes.length / 2))
}

/** The slope of the line that fits the points best. */
const slope = (points) => {
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const products = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0)
  return products / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

const jobs = { runs, stopped, copied, growth }

export default ({ part, ...job }) => jobs[part](job)
