import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { componentize } from '@unwasi/core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { wasmFiles, type Built } from '../bundlers/harness/built.js'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import { moveAway } from '../bundlers/harness/execute.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { buildRolldown, buildRollup } from '../bundlers/harness/rollup.js'
import { buildVite, startVite } from '../bundlers/harness/vite.js'
import { buildRspack, buildWebpack } from '../bundlers/harness/webpack.js'
import { hasChromium, launch, result, visit } from './chromium.js'
import { html } from './page.js'
import { serve } from './serve.js'

/** Runs a command and a library. The page keeps the outcome of both. */
const program = (query = 'component') => `
import run from './native.wasm?${query}'
import instantiate, { add, shapes } from './typed.wasm?${query}'

const counter = new shapes.Counter(5)
const lines = []
const fresh = await instantiate({ stdout: (chunk) => lines.push(new TextDecoder().decode(chunk)) })
fresh.log('from the library')
const files = await run(['one'], { input: 'the input', dirs: { '/': {} } })
let payload
try { shapes.divide(1, 0) } catch (error) { payload = error.payload }
window.result = { files, used: [add(1, 2), shapes.greet('ü'), counter.next(), payload, typeof fresh.dice()], lines }
`

const expected = {
  files: { exitCode: 1, stdout: 'native.wasm\none\nthe input', stderr: '' },
  used: [3, 'hello, ü', 6, 'division by zero', 'bigint'],
  lines: ['from the library'],
}

const page = html('<script type="module" src="./main.js"></script>')
const script = html('<script defer src="./main.js"></script>')

interface Row {
  label: string
  build(project: Project): Promise<Built>
  /** The text of an `index.html` to add to the output, for bundlers that do not know HTML. */
  page?: string
  query?: string
  /** The number of `.wasm` files in the output. Default: 2. */
  count?: number
}

const builds: Row[] = [
  { label: 'vite8', build: (project) => buildVite('vite8', project, { base: '/any/' }, '') },
  { label: "vite7, base './'", build: (project) => buildVite('vite7', project, { base: './' }, '') },
  {
    label: 'vite8, inline',
    build: (project) => buildVite('vite8', project, { base: './' }, ''),
    query: 'component&inline',
    count: 0,
  },
  { label: 'webpack', build: (project) => buildWebpack(project, {}), page: script },
  { label: 'rspack', build: (project) => buildRspack(project, {}), page: script },
  { label: 'esbuild, minified', build: (project) => buildEsbuild(project, { format: 'esm', minify: true }), page },
  { label: 'rollup', build: (project) => buildRollup(project, { format: 'es' }), page },
  { label: 'rolldown', build: (project) => buildRolldown(project, { format: 'es' }), page },
]

const files = (query?: string) => ({
  'main.js': program(query),
  'index.html': page,
  'native.wasm': fixture('p2-native'),
  'typed.wasm': fixture('p2-typed'),
  'main.wasm': '',
})

describe.skipIf(!hasChromium)('components in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each(builds)('$label', async ({ build, page: text, query, count = 2 }) => {
    const project = makeProject(files(query))
    const { dir, warnings } = await build(project)
    if (text !== undefined) writeFileSync(path.join(dir, 'index.html'), text)
    expect(wasmFiles(dir)).toHaveLength(count)
    const served = await serve(moveAway(dir), '/any/')
    project.remove()
    const { page: visited, problems } = await visit(browser, served.url)
    expect(await result(visited)).toEqual(expected)
    expect(problems).toEqual([])
    expect(warnings).toEqual([])
    await visited.close()
    await served.close()
  })

  test.each(['vite8', 'vite7'] as const)('dev server of %s', async (version) => {
    const project = makeProject(files())
    const server = await startVite(version, project, {})
    const { page: visited, problems } = await visit(browser, server.url)
    expect(await result(visited)).toEqual(expected)
    expect(problems).toEqual([])
    expect(server.warnings).toEqual([])
    await visited.close()
    await server.close()
    project.remove()
  })

  test('a portable component that unwasi made, built by Vite', async () => {
    const project = makeProject({
      'main.js': "import run from './main.wasm?component'\nrun(['heap']).then((result) => (window.result = result))",
      'index.html': page,
      'main.wasm': await componentize(fixture('go'), { cache: false }),
    })
    const { dir } = await buildVite('vite8', project, {}, '')
    const served = await serve(moveAway(dir))
    project.remove()
    const { page: visited, problems } = await visit(browser, served.url)
    expect(await result(visited)).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
    expect(problems).toEqual([])
    await visited.close()
    await served.close()
  })
})
