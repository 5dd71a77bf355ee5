import path from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { hasJspi } from '../../packages/runtime/src/guest/jspi.js'
import { nodeBuilds } from '../bundlers/rows.js'
import { execute, moveAway } from '../bundlers/harness/execute.js'
import { makeProject, nodeEntry } from '../bundlers/harness/project.js'

// These tests run in each version of Node that `scripts/engines.mjs` names, after the unit tests of the runtime.

test('JSPI is there where it must be, so that its tests are not skipped', () => {
  const [major] = process.versions.node.split('.')
  expect(hasJspi()).toBe(Number(major) >= 24)
})

describe.each(Object.entries(nodeBuilds))('%s', (_, build) => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component') })
  afterAll(() => project.remove())

  test('builds, and its output runs from another folder', async () => {
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    const moved = path.join(moveAway(dir), entry)
    project.remove()
    const { exitCode, stdout, stderr } = await execute(moved, ['heap'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^heap ok nodes=200000 /)
    expect(exitCode).toBe(7)
  })
})
