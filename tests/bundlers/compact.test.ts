import { readFileSync } from 'node:fs'
import path from 'node:path'

import type { Options } from '@unwasi/core'
import unwasi from '@unwasi/esbuild'
import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { options, wasmFiles } from './harness/built.js'
import { buildEsbuild } from './harness/esbuild.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { buildWebpack } from './harness/webpack.js'
import { nodeBuilds, type Row } from './rows.js'

const go = fixture('go')

/** Builds the Go fixture, runs it, and returns the size of its file. */
async function sizeOf(build: Row['build']): Promise<number> {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': go })
  const { dir, entry, warnings } = await build(project)
  expect(warnings).toEqual([])
  const [file, ...others] = wasmFiles(dir)
  expect(others).toEqual([])
  const { length } = readFileSync(path.join(dir, file!))
  const moved = moveAway(dir)
  project.remove()
  expect(await execute(path.join(moved, entry), ['heap'])).toEqual({
    exitCode: 7,
    stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
    stderr: '',
  })
  return length
}

/** The zeros between segments are in the file. */
const merged = go.length + 300_000

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const size = (options: Options): Promise<number> => sizeOf((project) => nodeBuilds[bundler]!(project, options))

  test('compact: true merges the data segments, and the program runs', async () => {
    expect(await size({ compact: true })).toBeGreaterThan(merged)
  })

  test('compact: false does not change the program', async () => {
    expect(await size({ compact: false })).toBe(go.length)
  })
})

describe('by default', () => {
  const webpack = (mode: 'production' | 'development') => (project: Project) =>
    buildWebpack(project, { mode, target: 'node', output: { filename: 'main.cjs' } }, 'main.cjs')
  const esbuild = (minify: boolean) => (project: Project) =>
    buildEsbuild(project, { format: 'esm', platform: 'node', minify, plugins: [unwasi(options)] }, 'main.js')

  test('production builds merge', async () => {
    expect(await sizeOf(webpack('production'))).toBeGreaterThan(merged)
    expect(await sizeOf(esbuild(true))).toBeGreaterThan(merged)
    expect(await sizeOf((project) => nodeBuilds['rollup']!(project, {}))).toBeGreaterThan(merged)
  })

  test('development builds do not', async () => {
    expect(await sizeOf(webpack('development'))).toBe(go.length)
    expect(await sizeOf(esbuild(false))).toBe(go.length)
  })
})
