import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { options } from './harness/built.js'
import { makeProject, type Project } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { startVite } from './harness/vite.js'
import { nodeBuilds } from './rows.js'

describe('the file of the option dts', () => {
  const build = nodeBuilds.vite8!
  const importing = (...files: string[]) =>
    files.map((file) => `import '${file}?component'; export * from '${file}?component'`).join('\n')
  const modules = (project: Project) =>
    [...readFileSync(path.join(project.dir, 'unwasi.d.ts'), 'utf8').matchAll(/^declare module "(\*\/[^"]*)\?component"/gm)].map(
      ([, name]) => name,
    )

  test('keeps what an earlier build imported for as long as it is there, and does not depend on the order', async () => {
    const project = makeProject({
      'main.wasm': '',
      'a.wasm': fixture('library'),
      'b.wasm': fixture('library-names'),
      'c.wasm': printer('c'),
    })
    project.write('main.js', importing('./b.wasm', './a.wasm'))
    await build(project, { dts: true })
    expect(modules(project)).toEqual(['*/a.wasm', '*/b.wasm'])
    project.write('main.js', importing('./c.wasm'))
    await build(project, { dts: true })
    expect(modules(project)).toEqual(['*/a.wasm', '*/b.wasm', '*/c.wasm'])
    rmSync(path.join(project.dir, 'a.wasm'))
    project.write('b.wasm', 'no program any more')
    await build(project, { dts: true })
    expect(modules(project)).toEqual(['*/c.wasm'])
    project.remove()
  })

  test('follows the guest in the dev server', async () => {
    const project = makeProject({ 'main.js': importing('./lib.wasm'), 'lib.wasm': fixture('library-pure') })
    const server = await startVite('vite8', project, { plugin: { ...options, dts: 'types/wasm.d.ts' } })
    await server.load('/main.js')
    const types = () => readFileSync(path.join(project.dir, 'types/wasm.d.ts'), 'utf8')
    expect(types()).not.toContain('addLong')
    project.write('lib.wasm', fixture('library'))
    await expect.poll(async () => (await server.load('/main.js'), types()), { timeout: 20_000 }).toContain('addLong')
    await server.close()
    project.remove()
  })

  test('lies in src, where the tsconfig.json of create-vite has TypeScript look', async () => {
    const project = makeProject({
      'main.js': importing('./main.wasm'),
      'main.wasm': printer('x'),
      'src/app.ts': '',
      'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './tsconfig.app.json' }] }),
      'tsconfig.app.json': JSON.stringify({ include: ['src'] }),
    })
    const { warnings } = await build(project, { dts: true })
    expect(warnings).toEqual([])
    expect(readFileSync(path.join(project.dir, 'src/unwasi.d.ts'), 'utf8')).toContain('"../main.wasm"')
    expect(existsSync(path.join(project.dir, 'unwasi.d.ts'))).toBe(false)
    project.remove()
  })

  test.each(Object.keys(nodeBuilds))('%s: warns once if TypeScript does not see it', async (bundler) => {
    const project = makeProject({
      'main.js': importing('./a.wasm', './lib.wasm'),
      'a.wasm': printer('x'),
      'lib.wasm': fixture('library-pure'),
      'main.wasm': '',
      'src/app.ts': '',
      'tsconfig.json': JSON.stringify({ include: ['src'] }),
    })
    const { warnings } = await nodeBuilds[bundler]!(project, { dts: path.join(project.dir, 'types/wasm.d.ts') })
    expect(warnings.filter((text) => text.includes('TypeScript does not see'))).toHaveLength(1)
    expect(warnings.join('\n')).toContain('add "types/wasm.d.ts" to "include" in tsconfig.json')
    project.remove()
  })

  test('is never put in the place of a file that someone else wrote', async () => {
    const own = '/// <reference types="@unwasi/vite/client" />\n'
    const project = makeProject({ 'main.js': importing('./main.wasm'), 'main.wasm': printer('x'), 'unwasi.d.ts': own })
    await expect(build(project, { dts: true })).rejects.toThrow(/option 'dts' names a file that unwasi did not write/)
    expect(readFileSync(path.join(realpathSync(project.dir), 'unwasi.d.ts'), 'utf8')).toBe(own)
    project.remove()
  })
})
