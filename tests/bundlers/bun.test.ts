import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { buildBun, bun } from './harness/bun.js'
import { moveAway } from './harness/execute.js'
import { makeProject, nodeEntry } from './harness/project.js'

// Programs run in Bun, with a bundle and without one.

const folder = fileURLToPath(new URL('../.output/bun', import.meta.url))
rmSync(folder, { recursive: true, force: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const heap = /^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/

/** Runs a file in Bun. The working directory is another folder. */
async function runInBun(file: string, args: string[]) {
  const running = promisify(execFile)(bun, [file, ...args], { cwd: path.parse(file).root, timeout: 60_000 })
  return running.catch((error: { code: number; stdout: string; stderr: string }) => error)
}

describe.each([
  { label: 'esm', target: 'bun', file: 'main.js' },
  { label: 'cjs', format: 'cjs', target: 'bun', naming: 'main.cjs', file: 'main.cjs' },
  { label: 'for Node', target: 'node', file: 'main.js' },
] as const)('a bundle: $label', ({ label: _, file, ...row }) => {
  test('runs in Bun', async () => {
    const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component') })
    const { dir, warnings } = await buildBun(project, row)
    expect(warnings).toEqual([])
    const moved = moveAway(dir)
    project.remove()
    expect(await runInBun(path.join(moved, file), ['heap'])).toMatchObject({
      code: 7,
      stdout: expect.stringMatching(heap),
      stderr: '',
    })
  })
})

test('without a bundle: the plugin of the runtime', async () => {
  // The folder lies inside the workspace, because the script imports our package by name.
  mkdirSync(folder, { recursive: true })
  const write = (name: string, content: string | Uint8Array) => writeFileSync(path.join(folder, name), content)
  write('main.wasm', fixture('go'))
  write('start-section.wasm', fixture('start-section'))
  write('typed.wasm', fixture('p2-typed'))
  write('plugin.js', "import { plugin } from 'bun'\nimport unwasi from '@unwasi/unplugin/bun'\nplugin(unwasi())\n")
  write(
    'main.js',
    `${nodeEntry('./main.wasm?component')}
import edited from './start-section.wasm?component'
import { shapes } from './typed.wasm?component'
import { readFileSync } from 'node:fs'
import url from './main.wasm?component&url'
console.log(typeof edited, shapes.greet('you'), readFileSync(new URL(url)).subarray(0, 8).toString('hex'))
`,
  )
  const running = promisify(execFile)(bun, ['--preload', './plugin.js', 'main.js', 'args', 'one'], { cwd: folder })
  const { stdout, stderr } = await running
  expect(stderr).toBe('')
  expect(stdout).toContain('function hello, you 0061736d0d000100')
  expect(stdout).toContain('one')
})

test('the plugin for esbuild names the plugin for Bun', async () => {
  mkdirSync(folder, { recursive: true })
  const script = path.join(folder, 'build.mjs')
  writeFileSync(path.join(folder, 'entry.js'), '')
  writeFileSync(
    script,
    `
import unwasi from '@unwasi/esbuild'
try {
  await Bun.build({ entrypoints: ['entry.js'], outdir: 'dist', plugins: [unwasi()] })
} catch ({ message }) {
  console.log(message)
}
`,
  )
  const { stdout } = await promisify(execFile)(bun, [script], { cwd: folder })
  expect(stdout).toContain('@unwasi/esbuild is used as a plugin of Bun')
  expect(stdout).toContain("'@unwasi/unplugin/bun'")
})
