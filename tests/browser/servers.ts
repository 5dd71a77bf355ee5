import path from 'node:path'

import { rspack } from '@rspack/core'
import { RspackDevServer } from '@rspack/dev-server'
import { context } from 'esbuild'
import { preview as previewVite8 } from 'vite'
import { preview as previewVite7 } from 'vite7'
import webpack from 'webpack'
import WebpackDevServer from 'webpack-dev-server'

import { esbuildOptions } from '../bundlers/harness/esbuild.js'
import type { Project } from '../bundlers/harness/project.js'
import { buildVite, viteConfig, type ViteRow } from '../bundlers/harness/vite.js'
import { rspackConfig, webpackConfig } from '../bundlers/harness/webpack.js'
import { html, program } from './page.js'
import type { Served } from './serve.js'

/** The development server of a bundler. */
export interface ServerRow {
  /** `webpack-serve` … */
  name: string
  /** The files of the project beside `main.wasm`. */
  files: Record<string, string>
  /** The effect of a changed file: the page is reloaded, the next visit gets it, or nothing happens. */
  changes: 'reload' | 'visit' | 'none'
  start(project: Project): Promise<Served>
}

const host = '127.0.0.1'
const script = { 'main.js': program(), 'public/index.html': html('<script defer src="./main.js"></script>') }
const module = { 'main.js': program(), 'index.html': html('<script type="module" src="./main.js"></script>') }

/** The parts that the dev servers of webpack and Rspack share. Rspack's began as a copy. */
interface DevServer {
  options: { port?: unknown }
  start(): Promise<void>
  stop(): Promise<void>
}

const development = { mode: 'development', stats: 'none', infrastructureLogging: { level: 'none' } } as const
const devServer = (project: Project, more: object) => ({
  host,
  port: 'auto' as const,
  static: path.join(project.dir, 'public'),
  ...more,
})

async function started(server: DevServer, base = '/'): Promise<Served> {
  await server.start()
  return { url: `http://${host}:${String(server.options.port)}${base}`, close: () => server.stop() }
}

function serveWebpack(project: Project, { output }: webpack.Configuration = {}, more: object = {}): Promise<Served> {
  const compiler = webpack(webpackConfig(project, { ...development, output: output ?? {} }))
  if (!compiler) throw new Error('webpack made no compiler')
  return started(new WebpackDevServer(devServer(project, more), compiler), output?.publicPath as string | undefined)
}

function serveRspack(project: Project): Promise<Served> {
  const compiler = rspack(rspackConfig(project, development))
  return started(new RspackDevServer(devServer(project, {}), compiler))
}

async function serveEsbuild(project: Project): Promise<Served> {
  const building = await context(esbuildOptions(project, { format: 'esm' }))
  await building.watch()
  const { port } = await building.serve({ host, servedir: project.dir })
  return { url: `http://${host}:${port}/www/`, close: () => building.dispose() }
}

async function previewVite(version: 'vite8' | 'vite7', project: Project, row: ViteRow): Promise<Served> {
  const { warnings } = await buildVite(version, project, row, '')
  const config = { ...viteConfig(project, row, warnings), preview: { host } }
  const server = version === 'vite8' ? await previewVite8(config) : await previewVite7(config)
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() }
}

export const servers: ServerRow[] = [
  { name: 'webpack-serve', files: script, changes: 'reload', start: (project) => serveWebpack(project) },
  {
    name: 'webpack-serve-public-path',
    files: script,
    changes: 'reload',
    start: (project) =>
      serveWebpack(
        project,
        { output: { publicPath: '/sub/' } },
        { static: { directory: path.join(project.dir, 'public'), publicPath: '/sub/' } },
      ),
  },
  { name: 'rspack-serve', files: script, changes: 'reload', start: serveRspack },
  {
    name: 'esbuild-serve',
    files: { 'main.js': program(), 'www/index.html': html('<script type="module" src="../dist/main.js"></script>') },
    changes: 'visit',
    start: serveEsbuild,
  },
  { name: 'vite8-preview', files: module, changes: 'none', start: (project) => previewVite('vite8', project, {}) },
  {
    name: 'vite7-preview',
    files: module,
    changes: 'none',
    start: (project) => previewVite('vite7', project, { base: '/sub/' }),
  },
]
