import type { Options } from '@unwasi/core'
import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { outcome } from './harness/outcome.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { startVite, versions } from './harness/vite.js'
import { nodeBuilds, type Row } from './rows.js'

// Preview1 programs on the WASI 0.2 host, by query and by option.

/** Runs a program in both ways, and prints how each one responds to a request that only preview1 supports. */
const both = `
import preview1 from './main.wasm?component'
import preview2 from './main.wasm?preview2&component'

const traced = (run) => run(['args'], { trace: () => {} }).then(() => 'traced', ({ code }) => code)
Promise.all([preview1(['cat'], { input: 'one' }), preview2(['cat'], { input: 'two' }), traced(preview1), traced(preview2)]).then(
  ([one, two, ...codes]) => console.log(one.stdout, two.stdout, ...codes),
)
`

const library = (query: string) => `
import instantiate, { add, addLong, calls, half } from './main.wasm?component${query}'

const fresh = await instantiate()
console.log(add(20, 22), addLong(1n, 2n), half(3), calls(), fresh.calls())
`
const used = { exitCode: 0, stdout: 'initialised\ninitialised\n42 3n 1.5 3 0\n', stderr: '' }

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const build =
    (options: Options): Row['build'] =>
    (project) =>
      nodeBuilds[bundler]!(project, options)

  test('&preview2: one import of two', async () => {
    const project = makeProject({ 'main.js': both, 'main.wasm': fixture('go') })
    const stdout = 'one two traced UNSUPPORTED_MODE\n'
    expect(await outcome(project, { build: build({ trace: true }), count: 2 }, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
  })

  test("host: 'preview2' applies to every program; exit code, input and output stay the same", async () => {
    const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': fixture('go') })
    expect(await outcome(project, { build: build({ host: 'preview2', strip: 'all' }) }, ['heap'])).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
  })

  test('a library, with &inline', async () => {
    const project = makeProject({ 'main.js': library('&inline&preview2'), 'main.wasm': fixture('library') })
    expect(await outcome(project, { build: build({}), count: 0 }, [])).toEqual(used)
  })

  test("a library is refused if WIT has no type for a function, or if the glue can't have a name", async () => {
    const project = makeProject({ 'main.js': library(''), 'main.wasm': fixture('library-multi-value') })
    await expect(build({ host: 'preview2' })(project)).rejects.toThrow(
      /none of the library's functions can be part of a component/,
    )
    project.remove()
  })
})

describe.each(Object.keys(versions) as (keyof typeof versions)[])('dev server of %s, on the server side', (version) => {
  test('runs a program in both ways', async () => {
    const project = makeProject({
      'main.js':
        "export { default as a } from './main.wasm?component'; export { default as b } from './main.wasm?component&preview2'",
      'main.wasm': fixture('hello'),
    })
    const server = await startVite(version, project, {})
    type Main = Record<'a' | 'b', () => Promise<{ stdout: string }>>
    const { a, b } = (await server.load('/main.js')) as Main
    expect([(await a()).stdout, (await b()).stdout]).toEqual(['hello from wat\n', 'hello from wat\n'])
    expect(server.warnings).toEqual([])
    await server.close()
    project.remove()
  })
})
