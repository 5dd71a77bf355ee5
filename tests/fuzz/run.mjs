// `pnpm fuzz`: see README.md.
import { parseArgs } from 'node:util'

import { fuzz } from './frame/index.mjs'
import { fuzzers } from './fuzzers.mjs'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    case: { type: 'string' },
    jobs: { type: 'string' },
  },
})

function natural(name) {
  const text = values[name]
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  console.error(`--${name} must be a number, not ${JSON.stringify(text)}`)
  process.exit(2)
}

const { findings, totals } = await fuzz({
  modules: fuzzers,
  cases: natural('cases'),
  seed: values.seed,
  only: values.only,
  number: natural('case'),
  jobs: natural('jobs'),
  log: console.log,
})
console.log('')
for (const [name, { cases, seconds, outcomes }] of totals) {
  const sorted = [...outcomes].sort((a, b) => b[1] - a[1])
  console.log(
    `${name}: ${cases} cases in ${seconds.toFixed(0)} s (${sorted.map(([what, count]) => `${count} ${what}`).join(', ')})`,
  )
}
for (const { fuzzer, kind, count, number, repeat } of findings) {
  console.log(`\n${count} × ${fuzzer}: ${kind}\n    first: case ${number}; again: ${repeat}`)
}
console.log(`\n${findings.length} kinds of findings`)
process.exitCode = findings.length === 0 ? 0 : 1
