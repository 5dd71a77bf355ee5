import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { transpile, UnwasiError } from '@unwasi/core'
import type { BuildFailure } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { buildBun } from './harness/bun.js'
import { buildEsbuild } from './harness/esbuild.js'
import { buildFarm } from './harness/farm.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { importing } from './harness/tiny.js'
import { buildVite } from './harness/vite.js'
import { buildRspack, buildWebpack } from './harness/webpack.js'

const inputs: Record<string, Uint8Array> = {
  'not wasm': new TextEncoder().encode('package main\n'),
  truncated: fixture('go').subarray(0, 100_000),
  'unknown import': fixture('unknown-import'),
  threads: fixture('threads'),
  memory64: fixture('memory64'),
  'no exported memory': fixture('no-memory-export'),
  empty: new Uint8Array(),
  'a component cut off': fixture('p2-native').subarray(0, 3000),
  'a component that needs an interface': importing('acme:host/types@0.2.0'),
  'a component for a later WASI': importing('wasi:cli/environment@0.3.0'),
}

const bundlers: Record<string, (project: Project) => Promise<unknown>> = {
  vite8: (project) => buildVite('vite8', project, { build: { ssr: 'main.js' } }, ''),
  vite7: (project) => buildVite('vite7', project, { build: { ssr: 'main.js' } }, ''),
  webpack: (project) => buildWebpack(project, { target: 'node' }),
  rspack: (project) => buildRspack(project, { target: 'node' }),
  esbuild: (project) => buildEsbuild(project, { platform: 'node' }),
  rollup: (project) => buildRollup(project, { format: 'es' }),
  rolldown: (project) => buildRolldown(project, { format: 'es' }),
  farm: (project) => buildFarm(project, {}),
  bun: (project) => buildBun(project, {}),
}

describe.each(Object.keys(bundlers))('%s', (bundler) => {
  let project: Project
  beforeAll(() => {
    project = makeProject({ 'main.js': nodeEntry('./main.wasm?component') })
  })
  afterAll(() => project.remove())

  const fails = async (build = bundlers[bundler]!): Promise<unknown> => {
    try {
      await build(project)
    } catch (error) {
      return error
    }
    throw new Error('the build did not fail')
  }

  test.each(Object.keys(inputs))('%s: names the file, the reason and the remedy', async (input) => {
    const bytes = inputs[input]!
    const file = project.write('main.wasm', bytes)
    const refused = await transpile(bytes, { file, cache: false }).catch((error: unknown) => error)
    if (!(refused instanceof UnwasiError)) throw new Error(`core did not refuse it: ${String(refused)}`)

    const text = words(await fails())
    expect(text).toContain(words(file))
    expect(text).toContain(words(refused.headline))
    expect(text).toContain(words(refused.why))
    expect(text).toContain(words(refused.fix))
    expect(text).toContain('main.js')
    expect(text).not.toMatch(/\bat .*convert\.js/)
  })
})

/** The text of an error, without colours, the frame that a bundler draws around lines, and line breaks. */
function words(error: unknown): string {
  const { errors = [] } = error as Partial<BuildFailure>
  const notes = errors.flatMap(({ notes = [], location }) => [location?.file ?? '', ...notes.map(({ text }) => text)])
  const all = [error instanceof Error ? error.message : String(error), ...notes].join(' ')
  return stripVTControlCharacters(all).replace(/[\s│×╰─▶]+/g, ' ')
}

test('esbuild: the error is at the import, with the reason and the remedy as notes', async () => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': 'not wasm' })
  const failure = (await buildEsbuild(project, {}).catch((error: unknown) => error)) as BuildFailure
  expect(failure.errors).toHaveLength(1)
  expect(failure.errors[0]).toMatchObject({
    pluginName: 'unwasi',
    location: { file: 'main.js', line: 2, lineText: "import run from './main.wasm?component'" },
    notes: [/^why: /, /^fix: /, /^see: https:/].map((start) => ({ text: expect.stringMatching(start) })),
    detail: expect.any(UnwasiError),
  })
  project.remove()
})

test('rollup: the error comes from the plugin, with its own code and the module', async () => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': 'not wasm' })
  const error = await buildRollup(project, { format: 'es' }).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'PLUGIN_ERROR', plugin: 'unwasi', pluginCode: 'NOT_WASM', hook: 'load' })
  project.remove()
})

test.each(Object.keys(bundlers))("%s: a missing file is reported in the bundler's usual way", async (bundler) => {
  const project = makeProject({ 'main.js': nodeEntry('./missing.wasm?component') })
  const error = await bundlers[bundler]!(project).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(String(error)).toContain('missing.wasm')
  expect(String(error)).toContain(path.basename('main.js'))
  project.remove()
})
