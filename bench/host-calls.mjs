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

/** The nanoseconds of each host call, by contender. A figure is undefined where the program crashed. */
export async function hostCalls({ guest, cache, rounds }) {
  // Files lie in memory where possible, because this measures the host and not the disk. Output goes to a file too, since
  // /dev/null consumes no bytes.
  const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'unwasi-bench-'))
  const files = path.join(folder, 'root')
  await mkdir(files)
  const samples = {}
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, count] of Object.entries(calls)) {
        for (const contender of contenders) {
          const n = Math.ceil(contender.startsWith('jco') ? count * jcoShare : count)
          const text = await measure('calls', { contender, guest, cache, files, name, n }, path.join(folder, 'output'))
          // The first line is the warm-up's.
          const ns = /([\d.]+) ns\/op\s*$/.exec(text ?? '')?.[1]
          const list = ((samples[name] ??= {})[contender] ??= [])
          if (ns !== undefined) list.push(Number(ns))
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

export const hostCallsTable = {
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
