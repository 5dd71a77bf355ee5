import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { BuildFailure } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { serve } from '../browser/serve.js'
import type { Built } from './harness/built.js'
import { buildBun } from './harness/bun.js'
import { buildEsbuild } from './harness/esbuild.js'
import { execute, moveAway } from './harness/execute.js'
import { buildFarm } from './harness/farm.js'
import { makeProject, temporaryFolder, type Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { buildVite, versions } from './harness/vite.js'
import { buildRspack, buildWebpack } from './harness/webpack.js'

interface Row {
  bundler: string
  /** The output's format, as the bundler calls it. */
  format: string
  build(project: Project): Promise<Built>
  /** Whether named exports work or are refused. */
  named: 'works' | 'refused'
  /** What `require()` of the output gives if only the default export is used. Default: its exports. */
  required?: 'exports' | 'no exports' | 'an error'
}

const vite = (version: 'vite8' | 'vite7', format: 'es' | 'cjs' | 'iife'): Row['build'] => {
  const entryFileNames = format === 'es' ? 'main.mjs' : 'main.cjs'
  const output = { format, entryFileNames, name: 'built' }
  return (project) => buildVite(version, project, { build: { ssr: 'main.js', rollupOptions: { output } } }, entryFileNames)
}

const commonjs = { target: 'node', output: { filename: 'main.cjs', library: { type: 'commonjs2' } } } as const

const rows: Row[] = [
  ...(['vite8', 'vite7'] as const).flatMap((version): Row[] => [
    { bundler: version, format: 'es', build: vite(version, 'es'), named: 'works' },
    { bundler: version, format: 'cjs', build: vite(version, 'cjs'), named: 'refused' },
    { bundler: version, format: 'iife', build: vite(version, 'iife'), named: 'refused' },
  ]),
  ...(['es', 'cjs', 'iife'] as const).flatMap((format): Row[] => {
    const named = format === 'es' ? 'works' : 'refused'
    const entry = format === 'es' ? 'main.mjs' : 'main.cjs'
    const row = { format, entryFileNames: entry, name: 'built' }
    return [
      { bundler: 'rollup', format, build: (project) => buildRollup(project, row, { entry }), named },
      { bundler: 'rolldown', format, build: (project) => buildRolldown(project, row, { platform: 'node', entry }), named },
      {
        bundler: 'esbuild',
        format: format === 'es' ? 'esm' : format,
        build: (project) =>
          buildEsbuild(
            project,
            {
              format: format === 'es' ? 'esm' : format,
              platform: 'node',
              outExtension: { '.js': path.extname(entry) },
            },
            entry,
          ),
        named,
      },
    ]
  }),
  ...(['production', 'development'] as const).flatMap((mode): Row[] => [
    {
      bundler: 'webpack',
      format: `commonjs2, ${mode}`,
      build: (project) => buildWebpack(project, { ...commonjs, mode }, 'main.cjs'),
      named: 'works',
    },
    {
      bundler: 'rspack',
      format: `commonjs2, ${mode}`,
      build: (project) => buildRspack(project, { ...commonjs, mode }, 'main.cjs'),
      named: 'works',
    },
  ]),
  // Farm does not wait for an entry that imports a module with top-level await, even if it leaves out that module.
  {
    bundler: 'farm',
    format: 'esm',
    build: (project) => buildFarm(project, { output: { format: 'esm' } }),
    named: 'works',
    required: 'no exports',
  },
  {
    bundler: 'farm',
    format: 'cjs, development',
    build: (project) =>
      buildFarm(
        project,
        { mode: 'development', output: { format: 'cjs', entryFilename: '[entryName].cjs' } },
        { entry: 'main.cjs' },
      ),
    named: 'works',
    required: 'no exports',
  },
  // Bun keeps every module with top-level await.
  {
    bundler: 'bun',
    format: 'esm',
    build: (project) => buildBun(project, { naming: 'main.mjs' }, { entry: 'main.mjs' }),
    named: 'works',
    required: 'an error',
  },
  {
    bundler: 'bun',
    format: 'cjs',
    build: (project) => buildBun(project, { format: 'cjs', naming: 'main.cjs' }, { entry: 'main.cjs' }),
    named: 'refused',
  },
]

const byDefault = `
import instantiate from './lib.wasm?component'
instantiate().then(({ add }) => console.log('sum', add(1, 2)))
export const built = true`

const byName = `
import { add } from './lib.wasm?component'
console.log('sum', add(1, 2))
export const built = true`

const asNamespace = `
import * as lib from './lib.wasm?component'
console.log('sum', lib.add(1, 2))
export const built = true`

const libraries = { 'a preview1 library': 'library-pure', 'a typed component': 'p2-typed' } as const

/** Requires the output, like a script of a CommonJS project. */
const requiring = (entry: string) => `
const built = require(${JSON.stringify(`./${entry}`)})
console.log(built instanceof Promise ? 'a promise' : 'required', built.built)`

const printed = { exports: 'required true\nsum 3\n', 'no exports': 'required undefined\nsum 3\n', 'an error': '' }

describe.each(rows)(
  '$bundler: $format',
  ({ bundler, format, build, named, required = format === 'iife' ? 'no exports' : 'exports' }) => {
    describe.each(Object.keys(libraries) as (keyof typeof libraries)[])('%s', (kind) => {
      const projects: Project[] = []
      afterAll(() => projects.forEach((project) => project.remove()))
      const project = (main: string) => {
        const made = makeProject({ 'main.js': main, 'main.wasm': '', 'lib.wasm': fixture(libraries[kind]) })
        projects.push(made)
        return made
      }
      const run = async (main: string) => {
        const made = project(main)
        const { dir, entry, warnings } = await build(made)
        expect(warnings).toEqual([])
        const moved = moveAway(dir)
        made.remove()
        return { moved, entry }
      }

      test(`the default export alone works, and require() of the output gives ${required}`, async () => {
        const { moved, entry } = await run(byDefault)
        writeFileSync(path.join(moved, 'require.cjs'), requiring(entry))
        // Some versions of Node warn about ES modules that are required.
        const { exitCode, stdout } = await execute(path.join(moved, 'require.cjs'), [])
        expect({ exitCode, stdout }).toEqual({ exitCode: required === 'an error' ? 1 : 0, stdout: printed[required] })
        expect((await execute(path.join(moved, entry), [])).stdout).toBe('sum 3\n')
      })

      const uses = kind === 'a typed component' ? [byName] : [byName, asNamespace]

      const works = async (main: string) => {
        const { moved, entry } = await run(main)
        expect((await execute(path.join(moved, entry), [])).stdout).toBe('sum 3\n')
      }

      const isRefused = async (main: string) => {
        const text = words(await build(project(main)).catch((error: unknown) => error))
        // Rollup does not say which of a module's exports are used.
        const which = bundler === 'rollup' || bundler === 'vite7' ? '' : ' (add)'
        expect(text).toContain(`named exports of a library${which} can't be used in the output format '${format}'`)
        expect(text).toContain('lib.wasm')
        expect(text).toContain('await instantiate()')
        expect(text).toContain('main.js')
      }

      test.each(uses)(
        `named exports ${named === 'refused' ? 'are refused' : 'work'} (%#)`,
        named === 'refused' ? isRefused : works,
      )
    })
  },
)

/** Runs a classic worker of a page in Node. */
const inWorker = (url: string) => `
globalThis.self = globalThis
globalThis.location = { href: ${JSON.stringify(url)} }
globalThis.postMessage = console.log
const { fetch } = globalThis
globalThis.fetch = (url, options) => fetch(new URL(url, location.href), options)
fetch(location.href).then((response) => response.text()).then((script) => (0, eval)(script))`

describe.each(Object.keys(versions) as (keyof typeof versions)[])("a worker of %s in Vite's default format, iife", (version) => {
  const worker = (main: string) =>
    makeProject({
      'index.html': '<script type="module" src="./page.js"></script>',
      'page.js': "new Worker(new URL('./worker.js', import.meta.url))",
      'worker.js': main,
      'lib.wasm': fixture('library-pure'),
      'main.wasm': '',
    })

  test('runs with the default export of a library', async () => {
    const project = worker(
      "import instantiate from './lib.wasm?component'\ninstantiate().then(({ add }) => postMessage(`sum ${add(1, 2)}`))",
    )
    const { dir, warnings } = await buildVite(version, project, {}, '')
    expect(warnings).toEqual([])
    const served = await serve(dir)
    const [script] = readdirSync(path.join(dir, 'assets')).filter((file) => file.startsWith('worker'))
    const runner = path.join(temporaryFolder('worker'), 'runner.mjs')
    writeFileSync(runner, inWorker(`${served.url}assets/${script}`))
    expect(await execute(runner, [])).toEqual({ exitCode: 0, stdout: 'sum 3\n', stderr: '' })
    await served.close()
    project.remove()
  })

  test('refuses named exports of a library', async () => {
    const project = worker("import { add } from './lib.wasm?component'\npostMessage(add(1, 2))")
    const error: unknown = await buildVite(version, project, {}, '').catch((error: unknown) => error)
    expect(String(error)).toContain("can't be used in the output format 'iife'")
    expect(String(error)).toContain('await instantiate()')
    project.remove()
  })
})

function words(error: unknown): string {
  const { errors = [] } = error as Partial<BuildFailure>
  const notes = errors.flatMap(({ notes = [], location }) => [location?.file ?? '', ...notes.map(({ text }) => text)])
  return [error instanceof Error ? error.message : String(error), ...notes].join(' ')
}
