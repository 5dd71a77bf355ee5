import path from 'node:path'

import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { wasmFiles } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, type Project } from './harness/project.js'
import { buildVite } from './harness/vite.js'

const entry = `
import run from './main.wasm?component'
import { add } from './library.wasm?component'

run(process.argv.slice(2)).then(({ stdout }) => process.stdout.write(stdout + add(1, 2)))
`

/** Bundle the output of Vite as frameworks do: without a plugin for guests. */
const seconds = {
  async rollup(input: string, dir: string) {
    const bundle = await rollup({ input, external: /^node:/ })
    await bundle.write({ dir, format: 'es', entryFileNames: '[name].mjs' })
  },
  async rolldown(input: string, dir: string) {
    const bundle = await rolldown({ input, platform: 'node' })
    await bundle.write({ dir, format: 'es', entryFileNames: '[name].mjs' })
    await bundle.close()
  },
}

describe.each(['vite8', 'vite7'] as const)('a server bundle of %s', (version) => {
  let project: Project
  beforeAll(() => {
    project = makeProject({ 'main.js': entry, 'library.wasm': fixture('library') })
  })
  afterAll(() => project.remove())

  const build = (outDir: string) => buildVite(version, project, { build: { ssr: 'main.js', outDir } }, 'main.js')

  // The folders of SvelteKit, Nuxt (in two places) and Nitro.
  test.each([
    ['.svelte-kit/output/server', 'rolldown'],
    ['.nuxt/dist/server', 'rollup'],
    ['node_modules/.cache/nuxt/.nuxt/dist/server', 'rollup'],
    ['node_modules/framework/server', 'rolldown'],
  ] as const)('in %s can be bundled again with %s', async (stage, bundler) => {
    await build(stage)
    expect(wasmFiles(path.join(project.dir, stage))).toEqual([])
    const output = path.join(project.dir, 'output')
    await seconds[bundler](path.join(project.dir, stage, 'main.js'), output)
    const { stdout, stderr } = await execute(path.join(moveAway(output), 'main.mjs'), ['args', 'x'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/x\n3$/)
  })

  test.each(['dist', 'dist/.server/../server', 'my.app/server'])('in %s has its guests beside it', async (outDir) => {
    await build(outDir)
    expect(wasmFiles(path.join(project.dir, outDir))).toHaveLength(2)
  })

  test('in a project whose own path has a hidden folder has its guests beside it', async () => {
    const root = '.work/app'
    for (const file of ['main.js', 'main.wasm', 'library.wasm']) {
      project.write(path.join(root, file), file === 'main.js' ? entry : fixture(file === 'main.wasm' ? 'go' : 'library'))
    }
    await buildVite(version, project, { root, build: { ssr: 'main.js' } }, 'main.js')
    expect(wasmFiles(path.join(project.dir, root, 'dist'))).toHaveLength(2)
  })
})
