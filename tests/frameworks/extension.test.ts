import { cpSync, rmSync } from 'node:fs'
import path from 'node:path'

import { chromium, type BrowserContext, type Worker } from 'playwright-core'
import { describe, expect, test } from 'vitest'

import { executablePath, hasChromium, result } from '../browser/chromium.js'
import { serve } from '../browser/serve.js'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import { makeProject, temporaryFolder, type Project } from '../bundlers/harness/project.js'
import { buildVite } from '../bundlers/harness/vite.js'
import { guests, worked } from './guests.js'
import { run } from './processes.js'
import { greeting, makeProject as makeDocumented } from './project.js'

// Browser extensions with Manifest V3: the background worker and a page, under the strictest policy that allows WebAssembly.

const manifest = (worker: object) => ({
  ...{ manifest_version: 3, name: 'unwasi', version: '1', background: { service_worker: 'background.js', ...worker } },
  content_security_policy: { extension_pages: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" },
  content_scripts: [{ matches: ['http://127.0.0.1/*'], js: ['content.js'] }],
})

const files = {
  ...guests(),
  ...guests('inline/', '?component&inline'),
  'background.js': `
import { work } from './work.js'
chrome.runtime.onMessage.addListener((message, sender, respond) => {
  work('background').then(respond, (error) => respond(String(error)))
  return true
})
`,
  'page.js': `
import { work } from './work.js'
import run from './main.wasm?component&worker'
const asked = chrome.runtime.sendMessage('work')
const inWorker = async () => (await run(['args', 'worker'])).stdout
Promise.all([work('page'), asked, inWorker()]).then((results) => { window.result = results }, (error) => { window.result = String(error) })
`,
  'content.js': `
import { work } from './inline/work.js'
import run from './inline/main.wasm?component&inline&worker'
const inWorker = async () => (await run(['args', ' worker'])).stdout.trimEnd()
Promise.all([work('content'), inWorker()]).then(([text, more]) => { document.title = text + more }, (error) => { document.title = String(error) })
`,
  'page.html': '<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>',
}

/** Builds one script that runs without modules. Content scripts and classic workers are such scripts. */
const buildScript = (project: Project, entry: string) =>
  buildEsbuild(project, { entryPoints: [entry], format: 'iife', outdir: 'dist' })

const builds: Record<string, { worker: object; build(project: Project): Promise<unknown> }> = {
  'vite, a worker of ES modules': {
    worker: { type: 'module' },
    build: (project) =>
      buildVite(
        'vite8',
        project,
        {
          build: {
            rollupOptions: {
              input: ['background.js', 'page.html'].map((file) => path.join(project.dir, file)),
              output: { entryFileNames: '[name].js' },
            },
          },
        },
        'background.js',
      ),
  },
  'esbuild, a worker of ES modules': {
    worker: { type: 'module' },
    async build(project) {
      await buildEsbuild(project, { entryPoints: ['background.js', 'page.js'], format: 'esm' })
      cpSync(path.join(project.dir, 'page.html'), path.join(project.dir, 'dist/page.html'))
    },
  },
  'esbuild, a classic worker': {
    worker: {},
    async build(project) {
      await buildScript(project, 'background.js')
      await buildEsbuild(project, { entryPoints: ['page.js'], format: 'esm' })
      cpSync(path.join(project.dir, 'page.html'), path.join(project.dir, 'dist/page.html'))
    },
  },
}

interface Started {
  context: BrowserContext
  background: Worker
  close(): Promise<void>
}

/** Starts Chromium with an extension, and waits for its background worker. */
async function start(extension: string): Promise<Started> {
  const profile = temporaryFolder('profile')
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    // Playwright's own headless mode has no extensions.
    headless: false,
    args: ['--headless=new', '--no-sandbox', `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
  })
  const background = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  return {
    context,
    background,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

describe.skipIf(!hasChromium)('a browser extension', () => {
  test('as the documentation shows it', async () => {
    const project = await makeDocumented({
      sections: ['Browser extensions (Manifest V3)'],
      modules: { workspace: 'tests' },
      files: {
        'page.html': files['page.html'],
        'page.js': "chrome.runtime.sendMessage('Ada').then((text) => { window.result = text })\n",
      },
      runs: [],
    })
    await run(project.dir, 'vite build')
    const { context, background, close } = await start(path.join(project.dir, 'dist'))
    const page = await context.newPage()
    await page.goto(new URL('page.html', background.url()).href)
    expect(await result(page)).toContain(greeting)
    await close()
    project.remove()
  })

  test.each(Object.entries(builds))('built by %s', async (_, { worker, build }) => {
    const project = makeProject(files)
    await build(project)
    await buildScript(project, 'content.js')
    project.write('dist/manifest.json', JSON.stringify(manifest(worker)))
    project.write('site/index.html', '<!doctype html><title>site</title>')
    const site = await serve(path.join(project.dir, 'site'))

    const { context, background, close } = await start(path.join(project.dir, 'dist'))
    const page = await context.newPage()
    await page.goto(new URL('page.html', background.url()).href)
    expect(await result(page)).toEqual([worked('page'), worked('background'), 'worker\n'])

    await page.goto(site.url)
    await expect.poll(() => page.title(), { timeout: 20_000 }).toBe(`${worked('content').replace('\n', ' ')} worker`)

    await close()
    await site.close()
    project.remove()
  })
})
