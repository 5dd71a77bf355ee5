import { buildBun } from '../bundlers/harness/bun.js'
import { buildEsbuild } from '../bundlers/harness/esbuild.js'
import { buildFarm } from '../bundlers/harness/farm.js'
import { buildRolldown, buildRollup } from '../bundlers/harness/rollup.js'
import { buildVite } from '../bundlers/harness/vite.js'
import { buildRspack, buildWebpack } from '../bundlers/harness/webpack.js'
import type { Source } from './output.js'
import { html, program, worker, workerProgram } from './page.js'

/** One way to build one page. */
export interface Row extends Source {
  bundler: string
  label: string
  /** The files of the project beside `main.wasm`. */
  files: Record<string, string>
  /** Whether the row runs in each engine, and not in Chromium alone. */
  everywhere?: true
}

const moduleTag = '<script type="module" src="./main.js"></script>'
const plain = { 'main.js': program() }
const forVite = { ...plain, 'index.html': html(moduleTag) }
const asModule = html(moduleTag)
const asScript = html('<script defer src="./main.js"></script>')

export const rows: Row[] = [
  { bundler: 'vite8', label: 'build', build: (project) => buildVite('vite8', project, {}, ''), files: forVite, everywhere: true },
  {
    bundler: 'vite8',
    label: "base './'",
    build: (project) => buildVite('vite8', project, { base: './' }, ''),
    base: '/any/',
    files: forVite,
  },
  {
    bundler: 'vite8',
    label: 'worker, base /sub/',
    build: (project) => buildVite('vite8', project, { base: '/sub/' }, ''),
    base: '/sub/',
    files: { 'main.js': workerProgram(", { type: 'module' }"), 'worker.js': worker, 'index.html': html(moduleTag) },
    everywhere: true,
  },
  {
    bundler: 'vite7',
    label: 'base /sub/',
    build: (project) => buildVite('vite7', project, { base: '/sub/' }, ''),
    base: '/sub/',
    files: forVite,
    everywhere: true,
  },
  {
    bundler: 'vite7',
    label: "worker, base './'",
    build: (project) => buildVite('vite7', project, { base: './' }, ''),
    base: '/any/',
    files: { 'main.js': workerProgram(''), 'worker.js': worker, 'index.html': html(moduleTag) },
  },
  {
    bundler: 'webpack',
    label: 'build',
    build: (project) => buildWebpack(project, {}),
    files: plain,
    page: asScript,
    everywhere: true,
  },
  {
    bundler: 'webpack',
    label: 'publicPath, worker',
    build: (project) => buildWebpack(project, { output: { publicPath: '/static/' } }),
    base: '/static/',
    files: { 'main.js': workerProgram(''), 'worker.js': worker },
    page: asScript,
  },
  {
    bundler: 'rspack',
    label: 'build',
    build: (project) => buildRspack(project, {}),
    files: plain,
    page: asScript,
    everywhere: true,
  },
  {
    bundler: 'esbuild',
    label: 'esm',
    build: (project) => buildEsbuild(project, { format: 'esm', splitting: true }),
    files: plain,
    page: asModule,
    everywhere: true,
  },
  {
    bundler: 'esbuild',
    label: 'iife, publicPath',
    build: (project) => buildEsbuild(project, { publicPath: '/static', minify: true }),
    base: '/static/',
    files: plain,
    page: asScript,
  },
  {
    bundler: 'esbuild',
    label: 'iife, outfile',
    build: (project) => buildEsbuild(project, { outfile: 'dist/main.js' }),
    files: plain,
    page: asScript,
  },
  {
    bundler: 'rollup',
    label: 'iife',
    build: (project) => buildRollup(project, { format: 'iife' }),
    files: plain,
    page: asScript,
  },
  {
    bundler: 'rolldown',
    label: 'iife',
    build: (project) => buildRolldown(project, { format: 'iife' }),
    files: plain,
    page: asScript,
  },
  {
    bundler: 'rollup',
    label: 'es',
    build: (project) => buildRollup(project, { format: 'es' }),
    files: plain,
    page: asModule,
    everywhere: true,
  },
  {
    bundler: 'rolldown',
    label: 'es',
    build: (project) => buildRolldown(project, { format: 'es' }),
    files: plain,
    page: asModule,
    everywhere: true,
  },
  {
    bundler: 'farm',
    label: 'build',
    build: (project) => buildFarm(project, { output: { targetEnv: 'browser-es2017' } }),
    files: plain,
    page: asModule,
    everywhere: true,
  },
  {
    bundler: 'farm',
    label: 'publicPath',
    build: (project) => buildFarm(project, { output: { targetEnv: 'browser-es2017', publicPath: '/static/' } }),
    base: '/static/',
    files: plain,
    page: asModule,
  },
  {
    bundler: 'bun',
    label: 'esm',
    build: (project) => buildBun(project, { target: 'browser' }),
    files: plain,
    page: asModule,
    everywhere: true,
  },
  {
    bundler: 'bun',
    label: 'iife, publicPath',
    build: (project) => buildBun(project, { target: 'browser', format: 'iife', minify: true, publicPath: '/static/' }),
    base: '/static/',
    files: plain,
    page: asScript,
  },
]
