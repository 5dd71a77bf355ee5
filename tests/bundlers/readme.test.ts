import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { build as viteBuild } from 'vite'
import { rollup } from 'rollup'
import type { InputOptions, OutputOptions } from 'rollup'
import { afterAll, describe, expect, test } from 'vitest'
import webpack, { type Configuration } from 'webpack'

import { fixturePath } from '../../fixtures/index.mjs'
import { wasmFiles } from './harness/built.js'
import { bun } from './harness/bun.js'

// The folder lies inside the workspace, because the configurations import our packages by name.
const folder = fileURLToPath(new URL('../.output/readme', import.meta.url))
rmSync(folder, { recursive: true, force: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * The code blocks of a plugin's README as files of a project. A block's name is in its first line (`// name`), else it is
 * `main.js`.
 */
function projectOf(plugin: string): string {
  const dir = path.join(folder, plugin)
  mkdirSync(dir, { recursive: true })
  const readme = readFileSync(new URL(`../../packages/${plugin}/README.md`, import.meta.url), 'utf8')
  for (const [, code] of readme.matchAll(/```[jt]s\n([^]*?)```/g)) {
    const name = /^\/\/ ([\w.]+\.m?[jt]s)/.exec(code!)?.[1]
    if (name !== undefined) writeFileSync(path.join(dir, name), code!)
    else if (code!.includes('?component')) writeFileSync(path.join(dir, 'main.js'), `${code!}\nconsole.log(exitCode, stdout)\n`)
  }
  cpSync(fixturePath('hello'), path.join(dir, 'main.wasm'))
  return dir
}

const outputs: Record<string, (dir: string) => Promise<unknown>> = {
  vite(dir) {
    writeFileSync(path.join(dir, 'index.html'), '<script type="module" src="/main.js"></script>')
    return viteBuild({ root: dir, logLevel: 'error', build: { target: 'es2022' } })
  },
  async webpack(dir) {
    const config = ((await import(pathToFileURL(path.join(dir, 'webpack.config.js')).href)) as { default: Configuration }).default
    return new Promise<void>((resolve, reject) => {
      webpack({ ...config, context: dir, output: { path: path.join(dir, 'dist') } }, (error, stats) => {
        if (error || stats?.hasErrors() !== false) reject(error ?? new Error(stats?.toString('errors-only')))
        else resolve()
      })
    })
  },
  async esbuild(dir) {
    execFileSync(process.execPath, ['build.mjs'], { cwd: dir })
  },
  async rollup(dir) {
    const config = (await import(pathToFileURL(path.join(dir, 'rollup.config.js')).href)) as { default: InputOptions }
    const { input, output, ...rest } = config.default as InputOptions & { input: string; output: OutputOptions & { dir: string } }
    const bundle = await rollup({ ...rest, input: path.join(dir, input), logLevel: 'silent' })
    return bundle.write({ ...output, dir: path.join(dir, output.dir) })
  },
}

describe('unplugin', () => {
  test("Farm: the README's configuration builds the README's program, which runs in Node", () => {
    const dir = projectOf('unplugin')
    const build = "import('@farmfe/core').then(({ build }) => build({ configPath: process.cwd() + '/farm.config.js' }))"
    execFileSync(process.execPath, ['--input-type=module', '--eval', build], { cwd: dir })
    expect(wasmFiles(path.join(dir, 'dist'))).toHaveLength(1)
    expect(execFileSync(process.execPath, [path.join(dir, 'dist', 'main.js')], { encoding: 'utf8' })).toMatch(/^0 /)
  })

  test("Bun: the README's script builds the README's program, which runs in Node, and the README's command runs it", () => {
    const dir = projectOf('unplugin')
    rmSync(path.join(dir, 'dist'), { recursive: true, force: true })
    execFileSync(bun, ['build.mjs'], { cwd: dir })
    expect(wasmFiles(path.join(dir, 'dist'))).toHaveLength(1)
    expect(execFileSync(process.execPath, [path.join(dir, 'dist', 'main.js')], { encoding: 'utf8' })).toMatch(/^0 /)
    expect(execFileSync(bun, ['--preload', './preload.js', 'main.js'], { cwd: dir, encoding: 'utf8' })).toMatch(/^0 /)
  })
})

test("node: the README's commands run the README's program", () => {
  const dir = projectOf('node')
  writeFileSync(path.join(dir, 'package.json'), '{ "type": "module" }')
  const readme = readFileSync(new URL('../../packages/node/README.md', import.meta.url), 'utf8')
  const commands = [...readme.matchAll(/^node (--import \S+ main\.js)$/gm)].map(([, args]) => args!.split(' '))
  expect(commands).toHaveLength(2)
  appendFileSync(path.join(dir, 'main.js'), 'console.log(exitCode, stdout)\n')
  for (const args of commands) expect(execFileSync(process.execPath, args, { cwd: dir, encoding: 'utf8' })).toMatch(/^0 /)
})

test.each(Object.keys(outputs))("%s: the README's configuration builds the README's program", async (plugin) => {
  const dir = projectOf(plugin)
  await outputs[plugin]!(dir)
  expect(wasmFiles(path.join(dir, 'dist'))).toHaveLength(1)
})

// The configurations of the other plugins are for browsers.
test.each(['rollup'])('%s: the output runs in Node', (plugin) => {
  const printed = execFileSync(process.execPath, [path.join(folder, plugin, 'dist', 'main.js')], { encoding: 'utf8' })
  expect(printed).toMatch(/^0 /)
})
