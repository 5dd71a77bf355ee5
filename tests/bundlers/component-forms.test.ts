import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'

import { componentize } from '@unwasi/core'
import type { Run } from '@unwasi/runtime'
import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { wasmFiles } from './harness/built.js'
import { commandOutcome, libraryEntry, libraryOutcome, native, typed } from './harness/components.js'
import { execute, moveAway } from './harness/execute.js'
import { outcome } from './harness/outcome.js'
import { makeProject, nodeEntry, type Project } from './harness/project.js'
import { startVite, versions } from './harness/vite.js'
import { nodeBuilds } from './rows.js'

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Prints the digest of the file at the imported URL. */
const urlEntry = (specifier: string) => `
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import url from '${specifier}'

const read = url.startsWith('data:') ? fetch(url).then((response) => response.bytes?.() ?? response.arrayBuffer()) : readFile(new URL(url))
read.then((bytes) => console.log(typeof url, createHash('sha256').update(new Uint8Array(bytes)).digest('hex')))
`

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const build = nodeBuilds[bundler]!

  test.each(['p2-native', 'p2-typed'])('?component&url of %s: the component itself, unchanged', async (name) => {
    for (const [query, count] of [
      ['url', 1],
      ['url&inline', 0],
    ] as const) {
      const project = makeProject({ 'main.js': urlEntry(`./main.wasm?component&${query}`), 'main.wasm': fixture(name) })
      const row = { build: (project: Project) => build(project, { strip: 'all' }), count }
      expect(await outcome(project, row, [])).toMatchObject({ exitCode: 0, stdout: `string ${digest(fixture(name))}\n` })
    }
  })

  test('one component in two forms: stripped for running, and unchanged as a URL', async () => {
    const project = makeProject({
      'main.js': `${urlEntry('./main.wasm?component&url')}
        import run from './main.wasm?component'
        run([], { input: 'the input' }).then(({ stdout }) => console.log(stdout))`,
      'main.wasm': native,
    })
    const { exitCode, stdout } = await outcome(project, { build: (project) => build(project, { strip: 'all' }), count: 2 }, [])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`string ${digest(native)}\n`)
    expect(stdout).toContain('main.wasm\nthe input\n')
  })

  test('strip: both kinds run without the removed sections', async () => {
    const project = makeProject({
      'main.js': `${libraryEntry('./lib.wasm?component')}
        import run from './main.wasm?component'
        console.log((await run([], { input: 'the input' })).stdout)`,
      'lib.wasm': typed,
      'main.wasm': native,
    })
    const { dir, entry, warnings } = await build(project, { strip: 'all' })
    expect(warnings).toEqual([])
    const sizes = wasmFiles(dir).map((file) => readFileSync(path.join(dir, file)).length)
    expect(sizes).toHaveLength(2)
    expect(Math.max(...sizes)).toBeLessThan(typed.length)
    expect(Math.min(...sizes)).toBeLessThan(native.length)
    const moved = moveAway(dir)
    project.remove()
    expect(await execute(path.join(moved, entry), [])).toEqual({
      ...libraryOutcome,
      stdout: `${libraryOutcome.stdout}main.wasm\nthe input\n`,
    })
  })

  test('a module, a command and two libraries side by side', async () => {
    const project = makeProject({
      'main.js': `
        import { add } from './number.wasm?component'
        import { shapes } from './typed.wasm?component'
        import run from './native.wasm?component'
        import hello from './hello.wasm?component'
        console.log(add(1, 2), shapes.greet('you'), (await run()).stdout, (await hello()).stdout)`,
      'number.wasm': fixture('library'),
      'typed.wasm': typed,
      'native.wasm': native,
      'hello.wasm': fixture('hello'),
      'main.wasm': '',
    })
    const row = { build: (project: Project) => build(project), assets: /./, count: 4 }
    const stdout = 'initialised\n3 hello, you native.wasm\n hello from wat\n\n'
    expect(await outcome(project, row, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
  })
})

describe('a portable component that unwasi made', () => {
  test.each(['vite8', 'webpack', 'esbuild'])('%s', async (bundler) => {
    const project = makeProject({
      'main.js': nodeEntry('./main.wasm?component'),
      'main.wasm': await componentize(fixture('go'), { cache: false }),
    })
    const row = { build: (project: Project) => nodeBuilds[bundler]!(project), assets: /./ }
    expect(await outcome(project, row, ['heap'])).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
  })
})

describe.each(Object.keys(versions) as (keyof typeof versions)[])('dev server of %s, on the server side', (version) => {
  test('runs both kinds, and a module that replaces a component', async () => {
    const project = makeProject({
      'main.js': "export { default as run } from './main.wasm?component'; export { shapes } from './lib.wasm?component'",
      'main.wasm': native,
      'lib.wasm': typed,
    })
    const server = await startVite(version, project, {})
    const load = async () => (await server.load('/main.js')) as { run: Run; shapes: { greet(name: string): string } }
    const { run, shapes } = await load()
    expect(await run(['one'], { input: 'the input' })).toEqual(commandOutcome)
    expect(shapes.greet('you')).toBe('hello, you')
    // Development traces programs, except for components.
    await expect(run([], { trace: () => undefined })).rejects.toThrow(/main\.wasm can't be traced[^]*component/)

    project.write('main.wasm', fixture('hello'))
    await expect.poll(async () => (await (await load()).run()).stdout, { timeout: 20_000 }).toBe('hello from wat\n')
    expect(server.warnings).toEqual([])
    await server.close()
    project.remove()
  })
})
