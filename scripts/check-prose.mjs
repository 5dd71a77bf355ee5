// `pnpm check:prose`: reports turns of phrase in comments, messages and documents that read like a translation.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { findings } from './prose/check.mjs'
import { readable } from './prose/read.mjs'
import { root } from './steps.mjs'

/** Folders whose findings are counted and do not fail the check. The list only ever gets shorter. */
const pending = ['core', 'runtime'].map((name) => `packages/${name}/src/`)

/** Build output, dependencies and reports. */
const skipped = new Set(['.git', '.next', '.svelte-kit', 'build', 'coverage', 'dist', 'node_modules', 'results'])

function* files(folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* files(name)
    else if (entry.isFile() && readable(name)) yield name
  }
}

let problems = 0
const counts = new Map()
for (const file of files('')) {
  const found = findings(file, readFileSync(path.join(root, file), 'utf8'))
  const place = pending.find((start) => file.startsWith(start))
  if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + found.length)
  if (place !== undefined && !process.argv.includes('--all')) continue
  for (const { line, sentence, why } of found) console.error(`${file}:${line}: ${sentence}\n  ${why}`)
  if (place === undefined) problems += found.length
}

for (const [place, count] of counts) if (count > 0) console.log(`${place}: ${count} still to be mended (--all lists them)`)
if (problems > 0) {
  console.error(`${problems} sentences to rewrite; scripts/prose/tics.mjs has the rules`)
  process.exitCode = 1
}
