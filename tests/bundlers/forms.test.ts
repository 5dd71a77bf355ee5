import path from 'node:path'

import { UnwasiError } from '@unwasi/core'
import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { scripts, wasmFiles } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { nodeBuilds } from './rows.js'

/** Prints the first eight bytes of the file at the imported URL. */
const urlEntry = (specifier: string) => `
import { readFile } from 'node:fs/promises'
import url from '${specifier}'

const read = url.startsWith('data:') ? fetch(url).then((response) => response.arrayBuffer()) : readFile(new URL(url))
read.then((bytes) => console.log(typeof url, Buffer.from(bytes.slice(0, 8)).toString('hex')))
`

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const build = nodeBuilds[bundler]!

  test('?component&url: the URL of the portable component', async () => {
    const project = makeProject({ 'main.js': urlEntry('./main.wasm?component&url'), 'main.wasm': printer('x') })
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    expect(wasmFiles(dir)).toHaveLength(1)
    const moved = moveAway(dir)
    project.remove()
    expect((await execute(path.join(moved, entry), [])).stdout).toBe('string 0061736d0d000100\n')
  })

  test('?component&url&inline: the same without a file', async () => {
    const project = makeProject({ 'main.js': urlEntry('./main.wasm?component&url&inline'), 'main.wasm': printer('x') })
    const { dir, entry } = await build(project)
    expect(wasmFiles(dir)).toEqual([])
    expect((await execute(path.join(dir, entry), [])).stdout).toBe('string 0061736d0d000100\n')
    project.remove()
  })

  test('a guest that has to be edited (a start section) is still a file, under its own name', async () => {
    const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': fixture('start-section') })
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    expect(wasmFiles(dir)).toHaveLength(1)
    // webpack and Rspack name assets only by their hash.
    const hashed = bundler.endsWith('pack')
    expect(wasmFiles(dir).join()).toMatch(hashed ? /^[0-9a-f]{16}/ : /\bmain[-.]/)
    const moved = moveAway(dir)
    project.remove()
    const { exitCode, stdout, stderr } = await execute(path.join(moved, entry), [])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('start')
  })

  test('a library: its functions by name, and fresh instances by the default export', async () => {
    const project = makeProject({
      'main.js': `
        import instantiate, { add, calls } from './main.wasm?component'
        add(1, 2)
        const fresh = await instantiate()
        console.log(add(20, 22), calls(), fresh.calls())
      `,
      'main.wasm': fixture('library'),
    })
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    const moved = moveAway(dir)
    project.remove()
    expect(await execute(path.join(moved, entry), [])).toEqual({
      exitCode: 0,
      stdout: 'initialised\ninitialised\n42 2 0\n',
      stderr: '',
    })
  })

  test('two guests: a file for each, and one shared runtime', async () => {
    const project = makeProject({
      'main.js': `
        import first from './a/main.wasm?component'
        import second from './b/main.wasm?component'
        Promise.all([first(), second()]).then((results) => console.log(...results.map(({ stdout }) => stdout)))
      `,
      'a/main.wasm': printer('one'),
      'b/main.wasm': printer('two'),
      'main.wasm': '',
    })
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    expect(wasmFiles(dir)).toHaveLength(2)
    // The runtime contains this property of the guest's imports once, and emitted code never does.
    expect(
      scripts(dir)
        .join('\n')
        .match(/\bwasi_snapshot_preview1:/g),
    ).toHaveLength(1)
    expect((await execute(path.join(moveAway(dir), entry), [])).stdout).toBe('one two\n')
    project.remove()
  })

  test.each([
    { label: 'a glob', include: '**/*.wasm' },
    { label: 'a relative glob', include: ['guests/*.wasm'] },
    { label: 'a regular expression', include: /guests\/.*\.wasm$/g },
  ])('include: claims a file without the query, by $label', async ({ include }) => {
    const project = makeProject({
      'main.js': nodeEntry('./guests/g.wasm'),
      'guests/g.wasm': printer('included'),
      'main.wasm': '',
    })
    const { dir, entry, warnings } = await build(project, { include })
    expect(warnings).toEqual([])
    expect((await execute(path.join(dir, entry), [])).stdout).toBe('included')
    project.remove()
  })

  test.each([
    ['program', printer('x')],
    ['component', fixture('p2-native')],
  ])('a WASI %s imported without the query gives a warning that names the remedy', async (_, guest) => {
    const project = makeProject({ 'main.js': nodeEntry('./main.wasm'), 'main.wasm': guest })
    const warnings: string[] = []
    // Most bundlers then fail with their own messages.
    const outcome = build(project, { include: '**/*.wasm', exclude: '**/main.wasm' }, warnings)
    await Promise.allSettled([outcome])
    expect(warnings.join('\n')).toContain("Import './main.wasm?component'")
    project.remove()
  })

  test('from a package in node_modules', async () => {
    const project = makeProject({
      'main.js': nodeEntry('tool/guest'),
      'node_modules/tool/package.json': JSON.stringify({ name: 'tool', type: 'module', exports: { './guest': './guest.js' } }),
      'node_modules/tool/guest.js': "export { default } from './lib/guest.wasm?component'",
      'node_modules/tool/lib/guest.wasm': printer('packaged'),
      'main.wasm': '',
    })
    if (bundler === 'rollup') {
      // Plain Rollup does not resolve packages.
      project.write('main.js', nodeEntry('./node_modules/tool/guest.js'))
    }
    if (bundler.startsWith('vite')) {
      // Vite leaves packages out of server builds unless told otherwise, which affects any package with files that need a plugin.
      project.write('main.js', nodeEntry('./node_modules/tool/guest.js'))
    }
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    const moved = moveAway(dir)
    project.remove()
    expect((await execute(path.join(moved, entry), [])).stdout).toBe('packaged')
  })

  test.skipIf(bundler === 'rollup')("from a package's exports", async () => {
    const project = makeProject({
      'main.js': nodeEntry('tool/guest.wasm?component'),
      'node_modules/tool/package.json': JSON.stringify({ name: 'tool', exports: { './guest.wasm': './lib/guest.wasm' } }),
      'node_modules/tool/lib/guest.wasm': printer('exported'),
      'main.wasm': '',
    })
    const { dir, entry, warnings } = await build(project)
    expect(warnings).toEqual([])
    expect((await execute(path.join(moveAway(dir), entry), [])).stdout).toBe('exported')
    project.remove()
  })

  test.each([
    { options: { inclde: '*.wasm' }, message: /unknown option 'inclde'[^]*include, exclude, cache/ },
    { options: { cache: true }, message: /option 'cache': true[^]*a folder's path or false/ },
    { options: { strip: 'most' }, message: /option 'strip': "most"[^]*'none', 'debug' or 'all'/ },
  ])('refuses $options', async ({ options, message }) => {
    const project = makeProject({ 'main.js': '', 'main.wasm': '' })
    // These are values that a config file in JavaScript may contain.
    const error = await (async () => build(project, options as object))().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(UnwasiError)
    expect(String(error)).toMatch(message)
    expect(error).toMatchObject({ code: 'BAD_OPTION' })
    project.remove()
  })
})
