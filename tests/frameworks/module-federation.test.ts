import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { rspack } from '@rspack/core'
import unwasi from '@unwasi/webpack'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import webpack from 'webpack'

import { hasChromium, launch, result, visit } from '../browser/chromium.js'
import { serve, type Served } from '../browser/serve.js'
import { options } from '../bundlers/harness/built.js'
import { moveAway } from '../bundlers/harness/execute.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { buildRspack, buildWebpack } from '../bundlers/harness/webpack.js'
import { guests, worked } from './guests.js'
import { run } from './processes.js'
import { greeting, makeProject as makeDocumented } from './project.js'

// A host and a remote from different servers, each with its own programs.

const remote = {
  ...guests(),
  'main.js': '',
  'tool.js': `
import { memoryDirectory } from '@unwasi/webpack/runtime'
import { work } from './work.js'
import run from './main.wasm?component'
import inWorker from './main.wasm?component&worker'

export const workRemotely = async () => (await work('remote')) + (await inWorker(['args', ' in a worker'])).stdout
export const list = async (files) => (await run(['readdir'], { dirs: { '/': files } })).exitCode
export { memoryDirectory }
`,
}

const host = {
  ...guests(),
  'main.js': "import('./app.js').catch((error) => { window.result = String(error) })",
  'app.js': `
import { memoryDirectory } from '@unwasi/webpack/runtime'
import { work } from './work.js'
import * as remote from 'remote/tool'

Promise.all([work('host'), remote.workRemotely(), remote.list(memoryDirectory({}))]).then(([here, there]) => {
  window.result = { here, there, one: memoryDirectory === remote.memoryDirectory }
}, (error) => { window.result = String(error) })
`,
}

/** A project in which our packages are installed, because both sides name the runtime. */
function makeSide(files: Record<string, string | Uint8Array>): Project {
  const project = makeProject(files)
  const scope = path.join(project.dir, 'node_modules/@unwasi')
  mkdirSync(scope, { recursive: true })
  for (const name of ['webpack', 'runtime']) {
    symlinkSync(fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)), path.join(scope, name), 'junction')
  }
  return project
}

interface Federation {
  name: string
  filename?: string
  exposes?: Record<string, string>
  remotes?: Record<string, string>
  shared?: Record<string, { singleton: boolean }>
}

/** `publicPath: 'auto'` is what a remote needs: it does not know where it will be deployed. */
const output = (name: string) => ({ publicPath: 'auto', uniqueName: name, filename: '[name].js' })

const bundlers: Record<string, (project: Project, federation: Federation) => Promise<{ dir: string }>> = {
  webpack: (project, federation) =>
    buildWebpack(
      project,
      {
        optimization: { minimize: false },
        output: output(federation.name),
        plugins: [unwasi(options), new webpack.container.ModuleFederationPlugin(federation)],
      },
      'main.js',
    ),
  rspack: (project, federation) =>
    buildRspack(
      project,
      {
        optimization: { minimize: false },
        output: output(federation.name),
        plugins: [unwasi(options), new rspack.container.ModuleFederationPluginV1(federation)],
      },
      'main.js',
    ),
}

/** Adds the host's page to its build in `dir`, and serves it without the project. */
async function serveHost(host: Project, dir: string): Promise<Served> {
  const page = '<!doctype html><link rel="icon" href="data:,"><script src="main.js"></script>'
  host.write(path.relative(host.dir, path.join(dir, 'index.html')), page)
  const site = await serve(moveAway(dir))
  host.remove()
  return site
}

describe.skipIf(!hasChromium).each(Object.entries(bundlers))('Module Federation in %s', (_, build) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['one shared runtime', { shared: { '@unwasi/runtime': { singleton: true } } }, true],
    ['two runtimes', {}, false],
  ])('with %s', async (_, shared, one) => {
    const there = makeSide(remote)
    const { dir } = await build(there, {
      name: 'remote',
      filename: 'remoteEntry.js',
      exposes: { './tool': './tool.js' },
      ...shared,
    })
    // The host's page fetches the remote's programs.
    const remoteSite = await serve(moveAway(dir), '/deep/', { 'Access-Control-Allow-Origin': '*' })
    there.remove()

    const here = makeSide(host)
    const built = await build(here, { name: 'host', remotes: { remote: `remote@${remoteSite.url}remoteEntry.js` }, ...shared })
    const hostSite = await serveHost(here, built.dir)

    const { page: open, problems } = await visit(browser, hostSite.url)
    expect(await result(open)).toEqual({ here: worked('host'), there: `${worked('remote')} in a worker\n`, one })
    expect(problems).toEqual([])
    await open.close()
    await hostSite.close()
    await remoteSite.close()
  })
})

/** The workspace does not have webpack's command. */
const webpackCommand = [
  "import webpack from 'webpack'",
  "import config from './webpack.config.js'",
  "webpack({ mode: 'production', ...config }, (error, stats) => { console.log(String(error ?? stats)); process.exitCode = error || stats.hasErrors() ? 1 : 0 })",
].join('\n')

test.skipIf(!hasChromium)('Module Federation in webpack as the documentation shows it', async () => {
  const there = await makeDocumented({
    sections: ['Module Federation'],
    modules: { workspace: 'tests' },
    files: { 'index.js': '', 'build.mjs': webpackCommand },
    runs: [],
  })
  await run(there.dir, 'node build.mjs')
  const remoteSite = await serve(moveAway(path.join(there.dir, 'dist')), '/deep/', { 'Access-Control-Allow-Origin': '*' })
  there.remove()

  const here = makeSide({
    'main.js': "import('./app.js').catch((error) => { window.result = String(error) })",
    'app.js': "import { greet } from 'remote/tool'\n\ngreet('Ada').then((text) => { window.result = text })\n",
  })
  const built = await bundlers.webpack!(here, {
    name: 'host',
    remotes: { remote: `remote@${remoteSite.url}remoteEntry.js` },
    shared: { '@unwasi/runtime': { singleton: true } },
  })
  const hostSite = await serveHost(here, built.dir)

  const browser = await launch()
  const { page, problems } = await visit(browser, hostSite.url)
  expect(await result(page)).toContain(greeting)
  expect(problems).toEqual([])
  await browser.close()
  await hostSite.close()
  await remoteSite.close()
})
