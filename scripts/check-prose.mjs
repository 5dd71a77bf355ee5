// `pnpm check:prose`: reports turns of phrase in comments, messages and documents that read like a translation.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { findings } from './prose/check.mjs'
import { readable } from './prose/read.mjs'
import { root } from './steps.mjs'

/** Build output, dependencies, reports and generated pages. */
const skipped = new Set(['.git', '.next', '.svelte-kit', 'build', 'coverage', 'dist', 'node_modules', 'reference', 'results'])

function* files(folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* files(name)
    else if (entry.isFile() && readable(name)) yield name
  }
}

let problems = 0
for (const file of files('')) {
  for (const { line, sentence, why } of findings(file, readFileSync(path.join(root, file), 'utf8'))) {
    console.error(`${file}:${line}: ${sentence}\n  ${why}`)
    problems++
  }
}

if (problems > 0) {
  console.error(`${problems} sentences to rewrite; scripts/prose/tics.mjs has the rules`)
  process.exitCode = 1
}
