import { rmSync } from 'node:fs'
import path from 'node:path'

import { afterAll, beforeAll } from 'vitest'

import { hasJspi } from '../../packages/runtime/src/guest/jspi.js'
import { makeFolder } from './folder.js'
import { testInProcess } from './process.js'

// These tests also run in each version of Node that `scripts/engines.mjs` names.

let folder: string
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => rmSync(folder, { recursive: true }))

for (const where of ['thread', 'worker'] as const) {
  const mode = where === 'worker' ? "Node's worker" : hasJspi() ? 'suspending' : 'blocking'
  testInProcess(mode, process.execPath, () => [path.join(folder, 'in-node.mjs'), where])
}
