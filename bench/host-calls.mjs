import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { measure } from './spawn.mjs'
import { median, ratio } from './table.mjs'

/** The number of calls in a run: enough for a stable figure, and few enough to interleave rounds. */
const calls = { clock: 500_000, write45: 200_000, write64k: 4_000, read: 100_000, stat: 100_000, file: 10_000 }
/** jco is slower by two orders of magnitude. */
const jcoShare = 1 / 100

const contenders = ['unwasi#memory', 'browser-wasi-shim#memory', 'unwasi#host', 'node-wasi#host', 'jco#host']

export const callNames = Object.keys(calls)

/** The nanoseconds of the host call `job.name`, or undefined if the program crashed. Output goes to the file `output`. */
export async function callTime(job, output) {
  const count = calls[job.name]
  const n = Math.ceil(job.contender.startsWith('jco') ? count * jcoShare : count)
  const text = await measure('calls', { ...job, n }, output)
  // The first line is the warm-up's.
  const ns = /([\d.]+) ns\/op\s*$/.exec(text ?? '')?.[1]
  return ns === undefined ? undefined : Number(ns)
}

/** The nanoseconds of each host call, by contender. A figure is undefined where the program crashed. */
export async function bench({ guest, cache, rounds }) {
  // Files lie in memory where possible, because this measures the host and not the disk. Output goes to a file too, since
  // /dev/null consumes no bytes.
  const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'unwasi-bench-'))
  const files = path.join(folder, 'root')
  await mkdir(files)
  const samples = {}
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of callNames) {
        for (const contender of contenders) {
          const ns = await callTime({ contender, guest, cache, files, name }, path.join(folder, 'output'))
          const list = ((samples[name] ??= {})[contender] ??= [])
          if (ns !== undefined) list.push(ns)
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, byContender]) => [
      name,
      Object.fromEntries(Object.entries(byContender).map(([key, list]) => [key, list.length === 0 ? undefined : median(list)])),
    ]),
  )
}

export const shape = {
  head: [
    'host call, µs',
    'unwasi (memory)',
    'browser_wasi_shim',
    'ratio',
    'unwasi (host)',
    'node:wasi',
    'ratio',
    'jco + preview2-shim',
    'ratio',
  ],
  rows: (found) =>
    Object.entries(found).map(([name, ns]) => {
      const [memory, shim, host, node, jco] = contenders.map((contender) => ns[contender] && ns[contender] / 1000)
      return [name, memory, shim, ratio(memory, shim), host, node, ratio(host, node), jco, ratio(host, jco)]
    }),
}
