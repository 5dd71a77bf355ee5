import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'

// The examples that import their program by its source. Those with pages of frameworks are in tests/frameworks.

const examples = fileURLToPath(new URL('../../examples', import.meta.url))
// The folder lies inside the workspace, like the originals.
const output = fileURLToPath(new URL('../.output', import.meta.url))

const rows = [
  { name: 'vite-go', build: 'build:node', command: ['node_modules/vite/bin/vite.js'], output: 'dist/node/node.js' },
  { name: 'rollup-go', build: 'build', command: ['node_modules/rollup/dist/bin/rollup'], output: 'dist/main.js' },
  { name: 'esbuild-go', build: 'build', command: ['build.mjs'], output: 'dist/main.js' },
  { name: 'webpack-go', build: 'build', command: ['build.mjs'], output: 'dist/main.js' },
] as const

let folder: string
beforeAll(() => {
  mkdirSync(output, { recursive: true })
  folder = mkdtempSync(path.join(output, 'examples-'))
  const written = new Set(['node_modules', 'main.wasm', 'dist'])
  for (const { name } of rows) {
    const original = path.join(examples, name)
    cpSync(original, path.join(folder, name), { recursive: true, filter: (file) => !written.has(path.basename(file)) })
    symlinkSync(path.join(original, 'node_modules'), path.join(folder, name, 'node_modules'), 'junction')
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Variables that Vitest sets would turn production builds into test builds.
const env = { ...process.env, NODE_ENV: undefined, VITEST: undefined }
const hasGo = spawnSync('go', ['version']).status === 0

describe.each(rows)('examples/$name', ({ name, build, command, output }) => {
  const inExample = (file: string) => path.join(folder, name, file)

  /** Runs what the script `build` does, with Node alone in reach of it if Go is to be missing. */
  const built = (go: boolean) => {
    const { scripts } = JSON.parse(readFileSync(inExample('package.json'), 'utf8')) as { scripts: Record<string, string> }
    const [, ...args] = scripts[build]!.split(' ')
    const { stdout, stderr, status } = spawnSync(process.execPath, [...command, ...(command[0] === args[0] ? [] : args)], {
      cwd: path.join(folder, name),
      env: go ? env : { ...env, PATH: '/nowhere' },
      encoding: 'utf8',
    })
    return { status, printed: stdout + stderr }
  }
  const greeting = () =>
    execFileSync(process.execPath, [inExample(output), 'Ada', 'Grace'], { input: 'to be or to', encoding: 'utf8' })
  const expected = /^go[\d.]+ on wasip1\/wasm says:\n {2}1\. Hello, Ada\n {2}2\. Hallo, Grace\n\nwords on stdin:\n {2}to +2 ##\n/

  test.skipIf(!hasGo && process.env['CI'] !== 'true')('with Go, builds the program from its source', () => {
    const { status, printed } = built(true)
    expect(status, printed).toBe(0)
    expect(printed).not.toContain('is used instead')
    expect(greeting()).toMatch(expected)
  })

  test('without Go, uses the committed build, and says so', () => {
    rmSync(inExample('main.wasm'), { force: true })
    expect(built(false).printed).toContain("the fallback can't be read")
    // `npm run fallback`
    copyFileSync(fixturePath('vite-go'), inExample('main.wasm'))
    const { status, printed } = built(false)
    expect(status, printed).toBe(0)
    expect(printed).toMatch(/Go is needed to build this program: .*main\.wasm is used instead, and does not follow edits/)
    expect(greeting()).toMatch(expected)
  })
})
