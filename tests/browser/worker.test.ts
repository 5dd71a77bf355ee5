import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { buildRolldown } from '../bundlers/harness/rollup.js'
import { buildVite, startVite } from '../bundlers/harness/vite.js'
import { buildRspack, buildWebpack } from '../bundlers/harness/webpack.js'
import type { Built } from '../bundlers/harness/built.js'
import { hasChromium, launch, result, visit } from './chromium.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { servedOnce, type Source } from './output.js'
import { html } from './page.js'
import { callJob, link, workerFiles } from './worker-page.js'

interface Row extends Source {
  label: string
  /** Whether the row runs in each engine, and not in Chromium alone. */
  everywhere?: true
}

const page = html('<script type="module" src="./main.js"></script>')
const script = html('<script defer src="./main.js"></script>')

const row = async (
  label: string,
  plugin: string,
  build: (project: Project) => Promise<Built>,
  more: Partial<Row> & { query?: string } = {},
): Promise<Row> => {
  const { query = '&worker', ...rest } = more
  return {
    label,
    files: { ...(await workerFiles(plugin, query)), 'index.html': page },
    build: (project) => {
      link(project, plugin)
      return build(project)
    },
    ...rest,
  }
}

const rows: Row[] = [
  await row('vite8', 'vite', (project) => buildVite('vite8', project, { base: './' }, ''), { base: '/any/', everywhere: true }),
  await row('vite8, inline', 'vite', (project) => buildVite('vite8', project, { build: { chunkSizeWarningLimit: 10_000 } }, ''), {
    query: '&inline&worker',
    everywhere: true,
  }),
  await row('vite7', 'vite', (project) => buildVite('vite7', project, { base: '/sub/' }, ''), { base: '/sub/' }),
  await row('webpack', 'webpack', (project) => buildWebpack(project, {}), { page: script, everywhere: true }),
  await row('webpack, inline', 'webpack', (project) => buildWebpack(project, {}), { page: script, query: '&inline&worker' }),
  await row('rspack', 'webpack', (project) => buildRspack(project, {}), { page: script }),
  await row('esbuild', 'esbuild', (project) => buildEsbuild(project, { format: 'esm', minify: true }), {
    page,
    everywhere: true,
  }),
  await row('esbuild, iife', 'esbuild', (project) => buildEsbuild(project, { publicPath: '/static' }), {
    page: script,
    base: '/static/',
  }),
  await row('rolldown', 'rollup', (project) => buildRolldown(project, { format: 'es' }), { page }),
]

const served = servedOnce()

const runs = ['one\ntwo\n', 7, '1: x\nend\n']

inEachEngine('a program in a worker, in $name', (engine, browser) => {
  const { jspi, endsComputing } = engine

  describe.each(rows.filter(({ everywhere }) => everywhere || engine.name === 'Chromium'))('$label', (one) => {
    let tab: Tab
    beforeAll(async () => {
      tab = await browser().open((await served(one)).url)
    })
    afterAll(() => tab.close())
    // A thread that goes on computing would slow down everything that follows.
    const job = (name: string): Promise<unknown> => tab.evaluate(callJob(name, endsComputing ? 'silent' : 'calling'))

    test('runs', async () => {
      expect((await served(one)).warnings).toEqual([])
      expect(await job('runs')).toEqual(runs)
      expect(await job('iterable')).toBe('1: one\n2: two\nend\n')
    })

    test('leaves the page alive while it computes', async () => {
      const [code, ticks] = (await job('computes')) as [string, number]
      expect(code).toBe('TIMEOUT')
      expect(ticks).toBeGreaterThan(5)
    })

    test('runs beside another', async () => {
      expect(await job('together')).toEqual(['beside it\n', 'ABORTED'])
    })

    test.runIf(one.everywhere)('is ended while it computes or sleeps, and nothing arrives later', async () => {
      expect(await job('ended')).toEqual({
        code: 'ABORTED',
        cause: 'enough',
        late: 0,
        kept: ['ABORTED', 'hello\n'],
        sleeping: 'TIMEOUT',
        woken: ['ABORTED', 'woken'],
      })
    })

    test.runIf(one.everywhere)('is spawned and killed', async () => {
      expect(await job('spawned')).toEqual({
        lines: ['1: one', '2: two', 'end'],
        exitCode: 0,
        found: ['hello'],
        end: 'ABORTED',
        killed: expect.objectContaining({ code: 'ABORTED', cause: 'enough' }) as unknown,
        unread: 'ABORTED',
      })
    })

    test.runIf(one.everywhere)('returns its directories, which are busy meanwhile', async () => {
      expect(await job('directory')).toEqual(['BUSY', 0, 'TIMEOUT', 'text'])
    })

    test.runIf(jspi)('gets input that comes later', async () => {
      expect(await job('conversation')).toEqual([['1: one', '2: two', 'end'], '1: one\n2: two\nend\n', 0])
      expect(await job('ticking')).toEqual([['tick 1', 'tick 2'], 'read '])
    })

    test.skipIf(jspi)('does not get input that comes later, and the message says why', async () => {
      const refused = (await job('waiting')) as { code: string; message: string; spawned: string }
      expect([refused.code, refused.spawned]).toEqual(['UNSUPPORTED_MODE', 'UNSUPPORTED_MODE'])
      expect(refused.message).toContain('JSPI (`WebAssembly.Suspending`), which this browser does not have')
      expect(refused.message).toContain('collect the input first, and pass it as a string or bytes.')
    })

    test('leaves no problem behind', async () => {
      expect(await tab.problems()).toEqual([])
    })
  })

  test('rejects at once even where the thread goes on computing', async () => {
    const { url } = await served(rows.find(({ label }) => label === 'esbuild')!)
    const tab = await browser().open(url)
    expect(await tab.evaluate(callJob('computes'))).toEqual(['TIMEOUT', expect.any(Number)])
    expect(await tab.evaluate(callJob('runs'))).toEqual(runs)
    await tab.close()
  })
})

describe.skipIf(!hasChromium).each(['vite8', 'vite7'] as const)(
  'a program in a worker on the dev server of %s, in Chromium',
  (version) => {
    let browser: Browser
    beforeAll(async () => {
      browser = await launch()
    })
    afterAll(() => browser.close())

    test.each(['&worker', '&inline&worker'])('%s', async (query) => {
      const project = makeProject({ ...(await workerFiles('vite', query)), 'index.html': page })
      link(project, 'vite')
      const server = await startVite(version, project, { base: '/sub/' })
      const { page: visited, problems } = await visit(browser, server.url)
      expect(await visited.evaluate(callJob('runs'))).toEqual(runs)
      expect(await visited.evaluate(callJob('conversation'))).toEqual([['1: one', '2: two', 'end'], '1: one\n2: two\nend\n', 0])
      expect(await visited.evaluate(callJob('together'))).toEqual(['beside it\n', 'ABORTED'])
      expect(problems).toEqual([])
      expect(server.warnings).toEqual([])
      await visited.close()
      await server.close()
      project.remove()
    })

    test.each(['&worker', '&inline&worker'])('%s: a typed library', async (query) => {
      const main = `import { shapes } from './main.wasm?component${query}'
        globalThis.result = await Promise.all([shapes.greet('you'), new shapes.Counter(1).next()])`
      const project = makeProject({ 'main.js': main, 'main.wasm': fixture('p2-typed'), 'index.html': page })
      const server = await startVite(version, project, { base: '/sub/' })
      const { page: visited, problems } = await visit(browser, server.url)
      expect(await result(visited)).toEqual(['hello, you', 2])
      expect(problems).toEqual([])
      expect(server.warnings).toEqual([])
      await visited.close()
      await server.close()
      project.remove()
    })
  },
)
