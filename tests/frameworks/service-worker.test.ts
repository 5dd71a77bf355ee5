import path from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { hasChromium, launch, result, visit } from '../browser/chromium.js'
import { serve } from '../browser/serve.js'
import { moveAway } from '../bundlers/harness/execute.js'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { buildVite } from '../bundlers/harness/vite.js'
import { buildWebpack } from '../bundlers/harness/webpack.js'
import { guests, worked } from './guests.js'
import { greeting } from './project.js'
import { section } from './sections.js'

/** It answers requests for `work` with the output of programs, and leaves the others alone. */
const worker = `
import { work } from './work.js'

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const { pathname, searchParams } = new URL(event.request.url)
  if (!pathname.endsWith('/work')) return
  event.respondWith(work(searchParams.get('name')).then((text) => new Response(text), (error) => new Response(String(error))))
})
`

const page = (type: string, asks = 'work?name=worker') => `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<script>
navigator.serviceWorker.register('worker.js', { type: '${type}' })
navigator.serviceWorker.ready.then(async () => {
  if (navigator.serviceWorker.controller === null) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  }
  window.result = await (await fetch('${asks}')).text()
}, (error) => { window.result = String(error) })
</script>
`

const vite = (format: 'es' | 'iife') => (project: Project) =>
  buildVite(
    'vite8',
    project,
    {
      build: { rollupOptions: { input: path.join(project.dir, 'worker.js'), output: { format, entryFileNames: '[name].js' } } },
    },
    'worker.js',
  )

const rows: { name: string; type: 'module' | 'classic'; build(project: Project): Promise<{ dir: string }> }[] = [
  { name: 'vite', type: 'module', build: vite('es') },
  { name: 'vite', type: 'classic', build: vite('iife') },
  { name: 'esbuild', type: 'module', build: (project) => buildEsbuild(project, { entryPoints: ['worker.js'], format: 'esm' }) },
  { name: 'esbuild', type: 'classic', build: (project) => buildEsbuild(project, { entryPoints: ['worker.js'], format: 'iife' }) },
  {
    name: 'webpack',
    type: 'classic',
    build: (project) =>
      buildWebpack(project, { entry: './worker.js', target: 'webworker', output: { filename: 'worker.js' } }, 'worker.js'),
  },
]

describe.skipIf(!hasChromium)('a service worker', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('as the documentation shows it', async () => {
    // A page asks for the greeting once the worker controls it, which takes another visit without `clients.claim()`.
    const claims = "addEventListener('activate', (event) => event.waitUntil(clients.claim()))\n"
    const worker = section('Service workers').files['worker.js']
    const project = makeProject({ 'main.wasm': fixture('vite-go'), 'worker.js': `${worker}${claims}` })
    const { dir } = await vite('es')(project)
    project.write(path.relative(project.dir, path.join(dir, 'index.html')), page('module', 'greeting?name=Ada'))
    const served = await serve(moveAway(dir))
    project.remove()

    const { page: open, problems } = await visit(browser, served.url)
    expect(await result(open)).toContain(greeting)
    expect(problems).toEqual([])
    await open.close()
    await served.close()
  })

  test('starts no other workers, and the message says so', async () => {
    const code = `
      import run from './main.wasm?component&worker'
      addEventListener('install', () => skipWaiting())
      addEventListener('activate', (event) => event.waitUntil(clients.claim()))
      addEventListener('fetch', (event) => {
        if (!event.request.url.endsWith('/work')) return
        event.respondWith(run().then(() => new Response('ran'), ({ code, message }) => new Response(code + ' ' + message)))
      })`
    const project = makeProject({ 'main.wasm': fixture('go'), 'worker.js': code })
    const { dir } = await buildEsbuild(project, { entryPoints: ['worker.js'], format: 'iife' })
    project.write(path.relative(project.dir, path.join(dir, 'index.html')), page('classic', 'work'))
    const served = await serve(moveAway(dir))
    project.remove()

    const { page: open, problems } = await visit(browser, served.url)
    expect(await result(open)).toMatch(
      /^UNSUPPORTED_MODE main\.wasm can't run in a worker here[^]*no `Worker`[^]*Import the program without &worker\./,
    )
    expect(problems).toEqual([])
    await open.close()
    await served.close()
  })

  test.each(rows)('built by $name, $type, runs programs', async ({ type, build }) => {
    const project = makeProject({ ...guests(), 'worker.js': worker })
    const { dir } = await build(project)
    project.write(path.relative(project.dir, path.join(dir, 'index.html')), page(type))
    const served = await serve(moveAway(dir))
    project.remove()

    const { page: open, problems } = await visit(browser, served.url)
    expect(await result(open)).toBe(worked('worker'))
    expect(problems).toEqual([])
    await open.close()
    await served.close()
  })
})
