import path from 'node:path'

import { afterEach, expect, test } from 'vitest'

import { wasmFiles } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { buildRolldown, buildRollup, type RollupRow } from './harness/rollup.js'

/** Replaces `import.meta` in every module and chunk, as Nitro 2 does. The URL is the entry's, and no file has one. */
function nitro(after: (code: string) => string = (code) => code) {
  const replace = (code: string) => ({ code: after(code.replaceAll('import.meta.', 'globalThis._importMeta_.')), map: null })
  return {
    name: 'nitro',
    transform: replace,
    renderChunk: replace,
    banner: 'globalThis._importMeta_ = { url: "file:///entry.js" }',
  }
}

let project: Project
afterEach(() => project.remove())

const files = {
  'main.js': "import('./lazy/main.js')\n",
  'lazy/main.js': nodeEntry('../main.wasm?component'),
}

test.each([
  ['rollup', (project: Project, row: RollupRow) => buildRollup(project, row)],
  ['rolldown', (project: Project, row: RollupRow) => buildRolldown(project, row, { platform: 'node' })],
] as const)('%s: a guest keeps its URL if another plugin replaces import.meta', async (_name, build) => {
  for (const quotes of ['"', "'", '`']) {
    project = makeProject(files)
    // A minifier may choose other quotes.
    const before = nitro((code) => code.replaceAll(/"(unwasi-file:[^"]*)"/g, `${quotes}$1${quotes}`))
    const { dir, warnings } = await build(project, { before, format: 'es', assetFileNames: 'wasm/[name]-[hash][extname]' })
    expect(warnings).toEqual([])
    expect(wasmFiles(dir)).toEqual([expect.stringMatching(/^wasm\/main-[\w-]{8}\.wasm$/)])
    const { stdout, stderr } = await execute(path.join(moveAway(dir), 'main.js'), ['args', 'x'])
    expect(stderr).toBe('')
    expect(stdout).toContain('x\n')
    project.remove()
  }
})
