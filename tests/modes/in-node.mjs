// Runs all scenarios in this process, and prints what they do as JSON.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { programs } from './programs.mjs'
import { hostDirectory } from './runtime-node.js'
import { outcomeOf, scenarios } from './scenarios.mjs'

const [where] = process.argv.slice(2)
const made = mkdtempSync(path.join(tmpdir(), 'unwasi-modes-host-'))
const host = { directory: () => hostDirectory(made), list: () => readdirSync(made).join() }
const mode = { ...(await programs(where, { endsComputing: true })), host }

const outcomes = {}
for (const name of Object.keys(scenarios)) outcomes[name] = await outcomeOf(name, mode)
rmSync(made, { recursive: true })
console.log(JSON.stringify(outcomes))
// Bun can't end a thread that computes, which would keep the process alive.
if (process.versions.bun) process.exit()
