import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, describe, expect, test } from 'vitest'

import { makeProject } from './harness/project.js'
import { printer } from './harness/tiny.js'

// The folder lies inside the workspace, because the scripts import our packages by name.
const folder = fileURLToPath(new URL('../.output/unused', import.meta.url))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const webpackLike = (configuration: string) => `
compiler({ context: dir, entry: './main.js', mode: 'production', performance: false, ${configuration} }, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString('errors-only'))
})`

/** Each script builds `dir` in a separate process. */
const builds: Record<string, string> = {
  vite: `
import unwasi from '@unwasi/vite'
import { build } from 'vite'
await build({ root: dir, configFile: false, logLevel: 'error', plugins: [unwasi()], build: { ssr: 'main.js' } })`,
  webpack: `
import unwasi from '@unwasi/webpack'
import compiler from 'webpack'
${webpackLike('plugins: [unwasi()]')}`,
  rspack: `
import unwasi from '@unwasi/webpack/rspack'
import { rspack as compiler } from '@rspack/core'
${webpackLike('plugins: [unwasi()]')}`,
  esbuild: `
import unwasi from '@unwasi/esbuild'
import { build } from 'esbuild'
await build({ absWorkingDir: dir, entryPoints: ['main.js'], bundle: true, format: 'esm', outdir: 'dist', plugins: [unwasi()] })`,
  rollup: `
import unwasi from '@unwasi/rollup'
import { rollup } from 'rollup'
const bundle = await rollup({ input: dir + '/main.js', plugins: [unwasi()] })
await bundle.write({ dir: dir + '/dist' })`,
  rolldown: `
import unwasi from '@unwasi/rollup'
import { rolldown } from 'rolldown'
const bundle = await rolldown({ input: dir + '/main.js', plugins: [unwasi()] })
await bundle.write({ dir: dir + '/dist' })`,
  farm: `
import unwasi from '@unwasi/unplugin/farm'
import { build } from '@farmfe/core'
await build({ root: dir, compilation: { input: { main: './main.js' }, persistentCache: false, progress: false }, plugins: [unwasi()] })`,
}

const data = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`

/** Makes everything that loads core fail. https://nodejs.org/api/module.html#resolvespecifier-context-nextresolve */
const withoutCore = data(`
import { register } from 'node:module'
register(${JSON.stringify(
  data(`
export async function resolve(specifier, context, next) {
  if (specifier === '@unwasi/core') throw new Error('core was loaded')
  return next(specifier, context)
}`),
)})`)

function run(bundler: string, dir: string): Promise<string> {
  const script = path.join(folder, `${bundler}.mjs`)
  writeFileSync(script, `const dir = process.argv[2]\n${builds[bundler]!}\n`)
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', withoutCore, script, dir], (error, _, stderr) => resolve(error ? stderr : ''))
  })
}

describe.each(Object.keys(builds))('%s', (bundler) => {
  test('a project without a guest never loads core', async () => {
    const project = makeProject({
      'main.js': "import { a } from './a.js'\nconsole.log(a)",
      'a.js': 'export const a = 1',
      'main.wasm': '',
    })
    expect(await run(bundler, project.dir)).toBe('')
    project.remove()
  })

  test('a project with a guest does', async () => {
    const project = makeProject({ 'main.js': "import run from './main.wasm?component'\nrun()", 'main.wasm': printer('x') })
    expect(await run(bundler, project.dir)).toContain('core was loaded')
    project.remove()
  })
})
