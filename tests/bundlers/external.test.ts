import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import unwasiEsbuild from '@unwasi/esbuild'
import { fixture } from '../../fixtures/index.mjs'
import { options, type Built } from './harness/built.js'
import { buildEsbuild } from './harness/esbuild.js'
import { execute, moveAway } from './harness/execute.js'
import { buildFarm } from './harness/farm.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { buildVite } from './harness/vite.js'
import { buildRspack, buildWebpack } from './harness/webpack.js'

type External = ReturnType<typeof external>

const bundlers: Record<string, (project: Project, before: External) => Promise<Built>> = {
  vite8: (project, before) => buildVite('vite8', project, { before, build: { ssr: 'main.js' } }, 'main.js'),
  vite7: (project, before) => buildVite('vite7', project, { before, build: { ssr: 'main.js' } }, 'main.js'),
  rollup: (project, before) => buildRollup(project, { before, format: 'es' }),
  rolldown: (project, before) => buildRolldown(project, { before, format: 'es' }, { platform: 'node' }),
  esbuild: (project, { name, resolveId }) =>
    buildEsbuild(project, {
      format: 'esm',
      platform: 'node',
      plugins: [
        { name, setup: (build) => build.onResolve({ filter: /\.wasm$/ }, (args) => asEsbuild(resolveId(args.path))) },
        unwasiEsbuild(options),
      ],
    }),
}

const asEsbuild = (answer: ReturnType<External['resolveId']>) => answer && { path: answer.id, external: answer.external }

/** Makes plain `.wasm` files external, as plugins for platforms do that load them on their own. */
const external = (id: (source: string, dir: string) => string, dir: string) => ({
  name: 'external',
  enforce: 'pre' as const,
  resolveId: (source: string) => (source.endsWith('.wasm') ? { id: id(source, dir), external: true } : null),
})

describe.each(Object.keys(bundlers))('%s: a plugin that makes .wasm files external', (bundler) => {
  const build = bundlers[bundler]!
  let project: Project
  beforeAll(() => {
    project = makeProject({
      'node_modules/guest/package.json': JSON.stringify({ name: 'guest', exports: { './hello.wasm': './lib/hello.wasm' } }),
      'node_modules/guest/lib/hello.wasm': fixture('hello'),
      'hello.wasm': fixture('hello'),
    })
  })
  afterAll(() => project.remove())

  test.each([
    ['the specifier', './hello.wasm', (source: string) => source],
    ['a name of its own', './hello.wasm', () => 'virtual:hello'],
    ['a path', 'alias/hello.wasm', (_source: string, dir: string) => path.join(dir, 'hello.wasm')],
    ['a URL', 'alias/hello.wasm', (_source: string, dir: string) => pathToFileURL(path.join(dir, 'hello.wasm')).href],
    ['the name in a package', 'guest/hello.wasm', (source: string) => source],
  ])('does not answer for an import with the query: %s', async (_answer, specifier, id) => {
    project.write('main.js', nodeEntry(`${specifier}?component`))
    const { dir, entry } = await build(project, external(id, project.dir))
    expect(await execute(path.join(moveAway(dir), entry), [])).toMatchObject({ stdout: 'hello from wat\n', stderr: '' })
  })

  test('is named if the file is missing', async () => {
    project.write('main.js', nodeEntry('missing/hello.wasm?component'))
    await expect(
      build(
        project,
        external((source) => source, project.dir),
      ),
    ).rejects.toThrow(/missing\/hello\.wasm: the file is external, and it was not found/)
  })
})

describe('a configuration that makes .wasm files external', () => {
  let project: Project
  beforeAll(() => {
    project = makeProject({
      'node_modules/guest/package.json': JSON.stringify({ name: 'guest', exports: { './hello.wasm': './lib/hello.wasm' } }),
      'node_modules/guest/lib/hello.wasm': fixture('hello'),
      'hello.wasm': fixture('hello'),
    })
  })
  afterAll(() => project.remove())

  type Answer = (error?: Error | null, result?: string) => void
  const commonjs = (request = '') => (/wasm|guest/.test(request) ? `commonjs ${request}` : undefined)
  const externals = {
    'a pattern': /\.wasm/,
    'a pattern with anchors and flags': /^(\.\/|guest)(?<name>.*)COMPONENT$/i,
    'a list': ['fs', /guest|hello/],
    'a function': ({ request }: { request?: string }, answer: Answer) => answer(null, commonjs(request)),
    'a function that returns a promise': async ({ request }: { request?: string }) => commonjs(request),
  }
  const builds = { webpack: buildWebpack, rspack: buildRspack }
  const forms = Object.entries(externals).flatMap(([form, value]) =>
    (['webpack', 'rspack'] as const).flatMap((bundler) =>
      ['./hello.wasm', 'guest/hello.wasm'].map((specifier) => [bundler, form, specifier, value] as const),
    ),
  )

  test.each(forms)('%s, with %s, is not asked about %s?component', async (bundler, _form, specifier, value) => {
    project.write('main.js', nodeEntry(`${specifier}?component`))
    const { dir, entry } = await builds[bundler](
      project,
      { target: 'node', externals: value, output: { filename: 'main.cjs' } },
      'main.cjs',
    )
    expect(await execute(path.join(moveAway(dir), entry), [])).toMatchObject({ stdout: 'hello from wat\n', stderr: '' })
  })

  test.each(['webpack', 'rspack'] as const)('%s still makes everything else external', async (bundler) => {
    project.write('main.js', "import { sep } from 'other'\nimport wasm from './hello.wasm'\nconsole.log(sep, wasm)")
    const { dir, entry } = await builds[bundler](
      project,
      { target: 'node', externals: [/^other$/, /\.wasm$/], externalsType: 'commonjs', output: { filename: 'main.cjs' } },
      'main.cjs',
    )
    const { stderr } = await execute(path.join(moveAway(dir), entry), [])
    expect(stderr).toContain("Cannot find module 'other'")
  })

  test.each(['./hello.wasm', 'guest/hello.wasm'])('farm finds %s?component all the same', async (specifier) => {
    project.write('main.js', nodeEntry(`${specifier}?component`))
    const { dir, entry } = await buildFarm(project, { external: ['\\.wasm$'] })
    expect(await execute(path.join(moveAway(dir), entry), [])).toMatchObject({ stdout: 'hello from wat\n', stderr: '' })
  })
})
