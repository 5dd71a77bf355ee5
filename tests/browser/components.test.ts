import { componentize } from '@unwasi/core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import { makeProject } from '../bundlers/harness/project.js'
import { buildRolldown, buildRollup } from '../bundlers/harness/rollup.js'
import { buildVite, startVite } from '../bundlers/harness/vite.js'
import { buildRspack, buildWebpack } from '../bundlers/harness/webpack.js'
import { hasChromium, launch, result as resultInChromium, visit } from './chromium.js'
import { inEachEngine, result } from './engines/index.js'
import { servedOnce, type Source } from './output.js'
import { html } from './page.js'

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

const files = (query?: string) => ({
  'main.js': program(query),
  'index.html': page,
  'native.wasm': fixture('p2-native'),
  'typed.wasm': fixture('p2-typed'),
  'main.wasm': '',
})

interface Row extends Source {
  label: string
  /** The number of `.wasm` files in the output. Default: 2. */
  count?: number
  /** Whether the row runs in each engine, and not in Chromium alone. */
  everywhere?: true
}

const here = { base: '/any/', files: files() }

const builds: Row[] = [
  { label: 'vite8', build: (project) => buildVite('vite8', project, { base: '/any/' }, ''), ...here, everywhere: true },
  { label: "vite7, base './'", build: (project) => buildVite('vite7', project, { base: './' }, ''), ...here },
  {
    label: 'vite8, inline',
    build: (project) => buildVite('vite8', project, { base: './' }, ''),
    ...here,
    files: files('component&inline'),
    count: 0,
    everywhere: true,
  },
  { label: 'webpack', build: (project) => buildWebpack(project, {}), ...here, page: script, everywhere: true },
  { label: 'rspack', build: (project) => buildRspack(project, {}), ...here, page: script },
  {
    label: 'esbuild, minified',
    build: (project) => buildEsbuild(project, { format: 'esm', minify: true }),
    ...here,
    page,
    everywhere: true,
  },
  { label: 'rollup', build: (project) => buildRollup(project, { format: 'es' }), ...here, page },
  { label: 'rolldown', build: (project) => buildRolldown(project, { format: 'es' }), ...here, page },
]

/** Its guest is a portable component that unwasi made. */
const portable: Source = {
  files: {
    'main.js': "import run from './portable.wasm?component'\nrun(['heap']).then((result) => (window.result = result))",
    'index.html': page,
  },
  async build(project) {
    project.write('portable.wasm', await componentize(fixture('go'), { cache: false }))
    return buildVite('vite8', project, {}, '')
  },
}

const served = servedOnce()

inEachEngine('components in $name', (engine, browser) => {
  test.each(builds.filter(({ everywhere }) => everywhere || engine.name === 'Chromium'))('$label', async (row) => {
    const { url, warnings, guests } = await served(row)
    expect(guests).toHaveLength(row.count ?? 2)
    const tab = await browser().open(url)
    expect(await result(tab)).toEqual(expected)
    expect(await tab.problems()).toEqual([])
    expect(warnings).toEqual([])
    await tab.close()
  })

  test('a portable component that unwasi made, built by Vite', async () => {
    const { url } = await served(portable)
    const tab = await browser().open(url)
    expect(await result(tab)).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })
})

describe.skipIf(!hasChromium)('components on a dev server, in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each(['vite8', 'vite7'] as const)('%s', async (version) => {
    const project = makeProject(files())
    const server = await startVite(version, project, {})
    const { page: visited, problems } = await visit(browser, server.url)
    expect(await resultInChromium(visited)).toEqual(expected)
    expect(problems).toEqual([])
    expect(server.warnings).toEqual([])
    await visited.close()
    await server.close()
    project.remove()
  })
})
