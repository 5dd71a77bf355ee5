import path from 'node:path'

import { build, type BuildOptions } from 'esbuild'
import { build as viteBuild } from 'vite'
import { describe, expect, test } from 'vitest'
import webpack from 'webpack'

import { wasmFiles } from './harness/built.js'
import { buildEsbuild, esbuildOptions } from './harness/esbuild.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry, temporaryFolder } from './harness/project.js'
import { printer } from './harness/tiny.js'

/** Bundlers of a project that uses the package, without a plugin for guests. They write `main.mjs`. */
const consumers: Record<string, (entry: string, dir: string) => Promise<unknown>> = {
  vite: (entry, outDir) =>
    viteBuild({
      root: path.dirname(entry),
      base: './',
      configFile: false,
      logLevel: 'error',
      build: {
        outDir,
        assetsInlineLimit: 0,
        modulePreload: false,
        rolldownOptions: { input: entry, external: /^node:/, output: { entryFileNames: 'main.mjs' } },
      },
    }),
  webpack: (entry, dir) =>
    new Promise<void>((resolve, reject) => {
      const output = { path: dir, filename: 'main.mjs', module: true, chunkFormat: 'module', library: { type: 'module' } }
      const experiments = { outputModule: true }
      webpack({ mode: 'production', target: 'node', entry, output, experiments }, (error, stats) => {
        if (error || stats?.hasErrors() !== false) reject(error ?? new Error(stats?.toString('errors-only')))
        else resolve()
      })
    }),
}

const builds: Record<string, BuildOptions> = {
  plain: {},
  minified: { minify: true },
  'without writing': { write: false },
  'with escaped text beside': { minify: true, banner: { js: 'var a = "\\x1b\\v";' }, charset: 'ascii' },
  'two entries': { splitting: true, entryPoints: ['main.js', 'other.js'], minify: true },
  'in folders': { entryNames: 'lib/[name]', assetNames: 'assets/[name]-[hash]', sourcemap: true },
}

describe.each(Object.entries(builds))('a package that esbuild built (%s)', (_, options) => {
  test.each(Object.keys(consumers))('has guests that %s finds', async (consumer) => {
    const project = makeProject({
      'main.js': nodeEntry('./a b.wasm?component'),
      'other.js': nodeEntry('./a b.wasm?component'),
      'a b.wasm': printer('found'),
      'main.wasm': '',
    })
    const built = await buildEsbuild(project, { format: 'esm', platform: 'node', ...options })
    expect(built.warnings).toEqual([])
    const entry = path.join(moveAway(built.dir), options.entryNames === undefined ? 'main.js' : 'lib/main.js')
    const output = temporaryFolder('consumer')
    await consumers[consumer]!(entry, output)
    project.remove()
    expect(wasmFiles(output)).toHaveLength(1)
    const run = await execute(path.join(moveAway(output), 'main.mjs'), [])
    expect(run).toEqual({ exitCode: 0, stdout: 'found', stderr: '' })
  })
})

test('The result of a build has the metafile only if the build asks for it', async () => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component') })
  const options = { ...esbuildOptions(project, { format: 'esm', platform: 'node' }), absWorkingDir: project.dir }
  expect(await build(options)).not.toHaveProperty('metafile')
  expect(await build({ ...options, metafile: true })).toHaveProperty('metafile.outputs')
  project.remove()
})
