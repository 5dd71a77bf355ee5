import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe } from 'vitest'

import { hasJspi } from '../../packages/runtime/src/guest/jspi.js'
import { testMode, type Outcome } from './cells.js'
import { makeFolder } from './folder.js'

// These tests also run in each version of Node that `scripts/engines.mjs` names.

let folder: string
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each([
  ['thread', hasJspi() ? 'suspending' : 'blocking'],
  ['worker', "Node's worker"],
])('programs in Node: %s, %s', (where, mode) => {
  let outcomes: Record<string, Outcome>
  beforeAll(async () => {
    // The process only ends if nothing is left that keeps it alive.
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'in-node.mjs'), where])
    outcomes = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, Outcome>
  })
  testMode(mode, 'Node', async (scenario) => outcomes[scenario]!)
})
