import path from 'node:path'

import unwasiEsbuild from '@unwasi/esbuild'
import unwasiWebpack from '@unwasi/webpack'
import { expect, test } from 'vitest'

import { options, type Built } from './harness/built.js'
import { execute } from './harness/execute.js'
import { buildEsbuild } from './harness/esbuild.js'
import { makeProject, type Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { printer } from './harness/tiny.js'
import { buildVite } from './harness/vite.js'
import { buildWebpack } from './harness/webpack.js'

/** Claims files like vite-plugin-wasm, @rollup/plugin-wasm and others. */
const greedy = {
  name: 'greedy',
  load: (id: string) => (id.endsWith('.wasm') ? { code: 'export const one = () => 1', moduleType: 'js' } : undefined),
}

/** (module (func (export "one") (result i32) (i32.const 1))) */
const plain = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[7, 7, 1, 3, 0x6f, 0x6e, 0x65, 0, 0],
  ...[10, 6, 1, 4, 0, 0x41, 1, 0x0b],
])

/** Resolves like @rollup/plugin-node-resolve, which passes what it found on to all plugins. */
const resolver = {
  name: 'resolver',
  resolveId(this: Asker, source: string, importer: string | undefined, options: object) {
    if (importer === undefined || !/^[./][^?]*$/.test(source)) return null
    return this.resolve(path.resolve(path.dirname(importer), source), importer, { ...options, skipSelf: true })
  },
}

interface Asker {
  resolve(source: string, importer: string, options: object): Promise<unknown>
}

const builds: Record<string, (project: Project) => Promise<Built>> = {
  'vite8 with its own wasm': (project) =>
    buildVite('vite8', project, { build: { ssr: 'main.js', ssrEmitAssets: true } }, 'main.js'),
  'vite8 with a plugin for every .wasm': (project) =>
    buildVite('vite8', project, { before: greedy, build: { ssr: 'main.js' } }, 'main.js'),
  'vite7 with a plugin for every .wasm': (project) =>
    buildVite('vite7', project, { before: greedy, build: { ssr: 'main.js' } }, 'main.js'),
  'rollup with a plugin for every .wasm': (project) => buildRollup(project, { format: 'es', before: greedy }),
  'rolldown with a plugin for every .wasm': (project) =>
    buildRolldown(project, { format: 'es', before: greedy }, { platform: 'node' }),
  'webpack with asyncWebAssembly': (project) =>
    buildWebpack(
      project,
      {
        target: 'node',
        experiments: { asyncWebAssembly: true },
        plugins: [unwasiWebpack(options)],
        output: { filename: 'main.cjs' },
      },
      'main.cjs',
    ),
  'esbuild with a plugin for every .wasm': (project) =>
    buildEsbuild(project, {
      format: 'esm',
      platform: 'node',
      plugins: [
        unwasiEsbuild(options),
        {
          name: 'greedy',
          setup: (build) => build.onLoad({ filter: /\.wasm$/ }, () => ({ contents: 'export const one = () => 1' })),
        },
      ],
    }),
}

test.each(Object.keys(builds))('%s: each plugin claims its own imports', async (name) => {
  const project = makeProject({
    'main.js': `
      import run from './main.wasm?component'
      import { one } from './plain.wasm'
      run().then(({ stdout }) => console.log(stdout, one()))
    `,
    'main.wasm': printer('ours'),
    'plain.wasm': plain,
  })
  const { dir, entry, warnings } = await builds[name]!(project)
  expect(warnings).toEqual([])
  expect((await execute(path.join(dir, entry), [])).stdout).toBe('ours 1\n')
  project.remove()
})

test.each([
  ['rollup', (project: Project) => buildRollup(project, { format: 'es', before: resolver })],
  ['rolldown', (project: Project) => buildRolldown(project, { format: 'es', before: resolver }, { platform: 'node' })],
])('%s with a resolver: a guest is not taken for plain WebAssembly', async (_, build) => {
  const project = makeProject({
    'main.js': "import run from './main.wasm?component'\nrun().then(({ stdout }) => console.log(stdout))",
    'main.wasm': printer('ours'),
  })
  const { dir, entry, warnings } = await build(project)
  expect(warnings).toEqual([])
  expect((await execute(path.join(dir, entry), [])).stdout).toBe('ours\n')
  project.remove()
})
