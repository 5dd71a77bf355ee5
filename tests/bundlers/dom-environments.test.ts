import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { options } from './harness/built.js'
import { makeProject, type Project } from './harness/project.js'

const require = createRequire(import.meta.url)
const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

// The plugin is named by its path, because the project can't resolve it.
const config = `
import unwasi from ${JSON.stringify(import.meta.resolve('@unwasi/vite'))}

export default { plugins: [unwasi(${JSON.stringify(options)})], test: { globals: true } }
`
const tests = `
import run from './main.wasm?component'
import inlined from './main.wasm?component&inline'
import preview2 from './main.wasm?component&preview2'
import url from './main.wasm?component&url'
import { add } from './library.wasm?component'

test.for([run, inlined, preview2])('runs a program', async (run) => {
  const { exitCode, stdout } = await run(['env'], { env: { PLACE: String(typeof document) } })
  expect(stdout).toContain('PLACE=' + process.env.EXPECTED_DOCUMENT)
  expect(exitCode).toBe(0)
})
test('calls a library', () => expect(add(1, 2)).toBe(3))
test('has a URL', () => expect(url).toMatch(/^(?:data|file):/))
`

let project: Project
beforeAll(() => {
  project = makeProject({ 'vite.config.js': config, 'all.test.js': tests, 'library.wasm': fixture('library') })
})
afterAll(() => project.remove())

// Vitest has Vite resolve and transform modules for a browser in these, but runs them in Node.
test.each([
  ['node', 'undefined'],
  ['jsdom', 'object'],
  ['happy-dom', 'object'],
])('Vitest runs guests in the environment %s', async (environment, document) => {
  const env = { ...process.env, VITEST: undefined, NODE_ENV: undefined, NO_COLOR: '1', EXPECTED_DOCUMENT: document }
  const args = [vitest, 'run', '--root', project.dir, '--environment', environment, '--reporter', 'verbose']
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(stdout + stderr, { cause: error }))
      else resolve(stdout)
    })
  })
  expect(printed).toMatch(/Tests {2}5 passed/)
})
