// `pnpm test:engines` runs the tests of all engines, as CI does. `pnpm test:engines 26` runs those of one version.
import { engines, engineTests, installNode } from './engines.mjs'
import { run, section } from './steps.mjs'

const wanted = process.argv.slice(2)
const unknown = wanted.filter((prefix) => !engines.some((version) => version.startsWith(prefix)))
if (unknown.length > 0) {
  console.error(`no such version: ${unknown.join(', ')}. There are ${engines.join(', ')}.`)
  process.exit(2)
}

let ok = true
for (const version of engines) {
  if (wanted.length > 0 && !wanted.some((prefix) => version.startsWith(prefix))) continue
  section(`Node ${version}`)
  const node = installNode(version)
  if (node === undefined) console.error(`Node ${version} could not be installed`)
  ok = node !== undefined && run(node, engineTests) && ok
}
process.exit(ok ? 0 : 1)
