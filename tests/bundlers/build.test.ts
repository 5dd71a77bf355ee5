import path from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { wasmFiles } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { inlineRows, rows } from './rows.js'

describe.each([...rows, ...inlineRows])(
  '$bundler: $label',
  ({ build, assets, count = 1, specifier = './main.wasm?component' }) => {
    const project = makeProject({ 'main.js': nodeEntry(specifier) })
    let moved: string
    afterAll(() => project.remove())

    test('builds without a warning, and names files as configured', async () => {
      const { dir, entry, warnings } = await build(project)
      expect(warnings).toEqual([])
      const wasm = wasmFiles(dir)
      expect(wasm).toHaveLength(count)
      for (const file of wasm) expect(file).toMatch(assets)
      moved = path.join(moveAway(dir), entry)
      // Leftover files of the project would hide a path that should not be in the output.
      project.remove()
    })

    test('runs in Node from another folder', async () => {
      const { exitCode, stdout, stderr } = await execute(moved, ['heap'])
      expect(stderr).toBe('')
      expect(stdout).toMatch(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/)
      expect(exitCode).toBe(7)
    })
  },
)
