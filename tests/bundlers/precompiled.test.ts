import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import unwasiEsbuild from '@unwasi/esbuild'
import unwasi from '@unwasi/webpack'
import unwasiRspack from '@unwasi/webpack/rspack'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import webpack from 'webpack'

import { fixture } from '../../fixtures/index.mjs'
import { options, type Built } from './harness/built.js'
import { esbuildOptions } from './harness/esbuild.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { buildVite } from './harness/vite.js'
import { buildRspack, buildWebpack } from './harness/webpack.js'

/** What the plugins of such targets do: they claim imports of WebAssembly files, which the target compiles. */
const target = (condition?: string) => ({
  name: 'target',
  enforce: 'pre' as const,
  configEnvironment: () => (condition === undefined ? undefined : { resolve: { conditions: [condition, 'import'] } }),
  resolveId: (source: string) => (source.endsWith('.wasm?module') ? `\0${source.replace('?module', '')}.compiled` : null),
  load: (id: string) => (id.endsWith('.compiled') ? `export default compiled(Buffer.from(${base64(id)}, 'base64'))` : null),
})
const base64 = (id: string) => JSON.stringify(readFileSync(id.slice(1).replace('.compiled', '')).toString('base64'))

const preload = new URL('harness/no-compiling.mjs', import.meta.url).href

const vite = (version: 'vite8' | 'vite7', condition: string) => (project: Project) =>
  buildVite(version, project, { before: target(condition), build: { ssr: 'main.js' } }, 'main.js')
const row = { before: target(), plugin: { precompiled: true }, format: 'es' as const }
const builds: Record<string, (project: Project) => Promise<Built>> = {
  'vite8 for workerd': vite('vite8', 'workerd'),
  'vite7 for edge-light': vite('vite7', 'edge-light'),
  rollup: (project) => buildRollup(project, row),
  rolldown: (project) => buildRolldown(project, row, { platform: 'node' }),
  webpack: (project) =>
    buildWebpack(
      project,
      {
        ...webpackRow(project),
        experiments: { outputModule: true },
        plugins: [unwasi({ ...options, precompiled: true }), strict],
      },
      'main.mjs',
    ),
  rspack: (project) =>
    buildRspack(project, { ...webpackRow(project), plugins: [unwasiRspack({ ...options, precompiled: true })] }, 'main.mjs'),
}

/** Refuses code that compiles, even if nothing calls it, as Next.js does for its Edge Runtime. */
const strict = {
  apply({ hooks }: webpack.Compiler) {
    hooks.compilation.tap('strict', (compilation, { normalModuleFactory }) => {
      for (const type of ['javascript/auto', 'javascript/esm'] as const) {
        normalModuleFactory.hooks.parser.for(type).tap('strict', (parser) => {
          parser.hooks.call.for('WebAssembly.compile').tap('strict', () => {
            compilation.errors.push(new webpack.WebpackError(`${parser.state.module.identifier()} compiles WebAssembly`))
          })
        })
      }
    })
  },
}

/** The rule of such a target, as Next.js has it for its Edge Runtime. */
const webpackRow = (project: Project) => ({
  target: 'node' as const,
  output: { module: true, filename: 'main.mjs', library: { type: 'module' as const } },
  module: {
    rules: [
      {
        test: /\.wasm$/,
        resourceQuery: /module/i,
        type: 'javascript/auto' as const,
        loader: project.write(
          'target-loader.cjs',
          `module.exports = (bytes) => "export default compiled(Buffer.from('" + bytes.toString('base64') + "', 'base64'))"
          module.exports.raw = true`,
        ),
      },
    ],
  },
})

describe.each(Object.keys(builds))('%s: a target that forbids compiling at run time', (name) => {
  let project: Project
  beforeAll(() => {
    project = makeProject({
      'exit.wasm': fixture('exit-catch-all'),
      'component.wasm': fixture('p2-hello'),
      'typed.wasm': fixture('p2-typed'),
    })
  })
  afterAll(() => project.remove())

  const built = async (entry: string, args: readonly string[] = []) => {
    project.write('main.js', entry)
    const { dir, entry: output } = await builds[name]!(project)
    const moved = moveAway(dir)
    project.write(
      'run.mjs',
      `import ${JSON.stringify(preload)}\nawait import(${JSON.stringify(pathToFileURL(path.join(moved, output)).href)})`,
    )
    return execute(path.join(project.dir, 'run.mjs'), args)
  }

  test.each([
    ['a Go program', './main.wasm', ['exit', '3'], { exitCode: 3, stdout: '' }],
    ['a program that catches everything except traps', './exit.wasm', [], { exitCode: 42, stdout: '' }],
    ['a component', './component.wasm', [], { exitCode: 0, stdout: 'hello from wat\n' }],
  ])('runs %s', async (_what, specifier, args, result) => {
    expect(await built(nodeEntry(`${specifier}?component`), args)).toEqual({ ...result, stderr: '' })
  })

  test('imports functions of a typed component by name', async () => {
    const entry = `import instantiate, { add } from './typed.wasm?component'
      console.log(add(1, 2), (await instantiate()).add(3, 4))`
    expect(await built(entry)).toMatchObject({ exitCode: 0, stdout: '3 7\n' })
  })
})

test('esbuild, which can’t import compiled modules, refuses the option', async () => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component') })
  const plugins = [unwasiEsbuild({ ...options, precompiled: true })]
  await expect(build({ ...esbuildOptions(project, { format: 'esm' }), plugins })).rejects.toThrow(
    /option 'precompiled' is not supported by this plugin/,
  )
  project.remove()
})
