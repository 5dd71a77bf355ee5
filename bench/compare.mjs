// `node bench/compare.mjs A B [ROUNDS]` measures two built checkouts of this repository in turn, and prints how B compares with A:
// each host call, and the start of a Go command. `B / A` is the median of the rounds' ratios, which a busy machine disturbs less
// than the times. On a very busy one, the ratio of the best times is more reliable.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { fixturePath } from '../fixtures/index.mjs'
import { callNames, callTime } from './host-calls.mjs'
import { answer } from './spawn.mjs'
import { median, table } from './table.mjs'

/** Up to this ratio a call counts as not slower. */
const tolerance = 1.1

const [before, after, rounds = '15'] = process.argv.slice(2)
if (before === undefined || after === undefined || !(Number(rounds) >= 1)) {
  console.error('usage: node bench/compare.mjs CHECKOUT_A CHECKOUT_B [ROUNDS]')
  process.exit(2)
}
const checkouts = [path.resolve(before), path.resolve(after)]
for (const checkout of checkouts) {
  if (existsSync(path.join(checkout, 'packages', 'runtime', 'dist'))) continue
  console.error(`${checkout} is not a built checkout: run \`pnpm install\` and \`pnpm build\` there`)
  process.exit(2)
}

const folder = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'unwasi-compare-'))
const files = path.join(folder, 'root')
await mkdir(files)
const common = { guest: fixturePath('go'), cache: fileURLToPath(new URL('.cache', import.meta.url)), files }

async function startTime(job) {
  const times = await answer('start', { ...job, rounds: 15 })
  return times && median(times)
}

const rows = ['memory', 'host'].flatMap((form) => {
  const contender = `unwasi#${form}`
  const calls = callNames.map((name) => ({
    label: `${name} (${form}), ns`,
    time: (checkout) => callTime({ ...common, contender, checkout, name }, path.join(folder, 'output')),
  }))
  return [...calls, { label: `start (${form}), ms`, time: (checkout) => startTime({ ...common, contender, checkout }) }]
})

try {
  for (let round = 0; round < Number(rounds); round++) {
    for (const row of rows) {
      // Each is first in every other round.
      const order = round % 2 === 0 ? [0, 1] : [1, 0]
      const times = []
      for (const which of order) times[which] = await row.time(checkouts[which])
      if (times.includes(undefined)) throw new Error(`${row.label}: a checkout failed`)
      ;(row.pairs ??= []).push(times)
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const head = ['host call', 'A', 'B', 'B / A', 'best B / best A', '']
const lines = rows.map(({ label, pairs }) => {
  const ratio = median(pairs.map(([a, b]) => b / a))
  const [as, bs] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
  return [label, median(as), median(bs), ratio, Math.min(...bs) / Math.min(...as), ratio > tolerance ? 'slower' : '']
})
console.log(`A: ${checkouts[0]}\nB: ${checkouts[1]}\nmedians of ${rounds} rounds\n\n${table(head, lines)}`)
