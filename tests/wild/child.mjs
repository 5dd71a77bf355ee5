// Runs one row of the matrix in this process: `child.mjs NAME HOST`. Prints the outcome as JSON in the last line.
import { writeSync } from 'node:fs'

import { contextOf } from './context.mjs'
import { MissingTool, sha256 } from './fetch.mjs'
import { rows } from './rows.mjs'

const [name, host] = process.argv.slice(2)
const row = rows.find((candidate) => candidate.name === name)

async function outcomeOf() {
  try {
    const answer = await row.run(await contextOf(row, host))
    const text = typeof answer === 'string' ? answer : Buffer.from(answer).toString('latin1')
    const hash = `sha256:${sha256(answer)}`
    const expected = row.expect.startsWith('sha256:') ? hash : text
    return expected === row.expect ? { ok: true } : { ok: false, why: `answers ${JSON.stringify(text.slice(0, 2000))} (${hash})` }
  } catch (error) {
    if (error instanceof MissingTool) return { skipped: error.message }
    return { ok: false, why: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const outcome = await outcomeOf()
writeSync(1, `\n${JSON.stringify(outcome)}\n`)
process.exit(0)
