import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import type { Built } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { buildRolldown, buildRollup } from './harness/rollup.js'
import { buildVite } from './harness/vite.js'

const bundlers: Record<string, (project: Project, before: { name: string }) => Promise<Built>> = {
  vite8: (project, before) => buildVite('vite8', project, { before, build: { ssr: 'main.js' } }, 'main.js'),
  vite7: (project, before) => buildVite('vite7', project, { before, build: { ssr: 'main.js' } }, 'main.js'),
  rollup: (project, before) => buildRollup(project, { before, format: 'es' }),
  rolldown: (project, before) => buildRolldown(project, { before, format: 'es' }, { platform: 'node' }),
}

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
    ).rejects.toThrow(/missing\/hello\.wasm: the file is external, and it was not found\n {2}why: .*as 'missing\/hello\.wasm'/)
  })
})
