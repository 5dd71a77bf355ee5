// `pnpm test:wild`: see README.md.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { installNode } from '../../scripts/engines.mjs'
import { rows } from './rows.mjs'

const child = fileURLToPath(new URL('child.mjs', import.meta.url))
const words = process.argv.slice(2)
const chosen = rows.filter(
  ({ name, how, from }) => words.length === 0 || words.some((word) => [name, how, from.name].some((text) => text.includes(word))),
)
if (chosen.length === 0) {
  console.error(`no row has ${words.join(' or ')} in its name, source or way of use`)
  process.exit(2)
}

const own = Number(process.versions.node.split('.')[0])
const twice = ['run', 'version', 'repaired']
const hostsOf = ({ how, hosts }) => hosts ?? (twice.includes(how) ? ['preview1', 'preview2'] : ['preview1'])

function outcomeOf(row, host) {
  const node = row.node > own ? installNode('26.12.1') : process.execPath
  if (node === undefined) return { skipped: `Node ${row.node} can't be installed` }
  const { stdout, stderr, signal } = spawnSync(node, ['--no-warnings', child, row.name, host], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    timeout: 900_000,
  })
  const last = stdout.trimEnd().split('\n').at(-1)
  if (last.startsWith('{')) return JSON.parse(last)
  return { ok: false, why: `ended ${signal === null ? '' : `by ${signal} `}without an answer:\n${stderr.slice(-2000)}` }
}

const counts = { passed: 0, failed: 0, skipped: 0 }
const width = (of) => Math.max(...chosen.map((row) => of(row).length))
const [names, sources] = [width(({ name }) => name), width(({ from }) => from.name)]
for (const row of chosen) {
  const began = performance.now()
  const outcomes = hostsOf(row).map((host) => [host, outcomeOf(row, host)])
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const skipped = outcomes.find(([, outcome]) => outcome.skipped !== undefined)
  const wrong = outcomes.filter(([, outcome]) => outcome.ok === false)
  const verdict = wrong.length > 0 ? 'WRONG' : skipped ? 'skipped' : 'ok'
  counts[wrong.length > 0 ? 'failed' : skipped ? 'skipped' : 'passed']++
  console.log(
    [
      row.name.padEnd(names),
      row.from.name.padEnd(sources),
      row.how.padEnd(9),
      verdict.padEnd(7),
      `${seconds.padStart(6)} s`,
    ].join('  '),
  )
  if (skipped) console.log(`    skipped: ${skipped[1].skipped}`)
  for (const [host, { why }] of wrong) console.log(`    ${host}: ${why.replaceAll('\n', '\n    ')}`)
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1
