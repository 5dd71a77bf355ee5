import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { binaryOf } from './harness/bun.js'
import { wasmFiles } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject } from './harness/project.js'

interface Manifest {
  devDependencies: Record<string, string>
  engines?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as Manifest
const script = fileURLToPath(new URL('./harness/build-lowest.mjs', import.meta.url))

/** The bundlers whose lowest supported version is tested, and the plugins that support it. */
const rows = [
  { bundler: 'vite', plugin: 'vite', name: 'vite' },
  { bundler: 'webpack', plugin: 'webpack', name: 'webpack' },
  { bundler: 'rspack', plugin: 'webpack', name: '@rspack/core' },
  { bundler: 'esbuild', plugin: 'esbuild', name: 'esbuild' },
  { bundler: 'rollup', plugin: 'rollup', name: 'rollup' },
  { bundler: 'rolldown', plugin: 'rollup', name: 'rolldown' },
  { bundler: 'farm', plugin: 'unplugin', name: '@farmfe/core' },
  { bundler: 'bun', plugin: 'unplugin', name: 'bun' },
]

describe.each(rows)('the lowest supported version of $bundler', ({ bundler, plugin, name }) => {
  test('is the one that is tested', () => {
    const { engines = {}, peerDependencies = {} } = read(`packages/${plugin}/package.json`)
    const lowest = /\d+\.\d+\.\d+/.exec(peerDependencies[name] ?? engines[name] ?? '')?.[0]
    expect(read('tests/package.json').devDependencies[`${bundler}-lowest`]).toBe(`npm:${name}@${lowest}`)
  })

  test('builds a command, a reactor and a component, which run', async () => {
    const project = makeProject({
      'main.js': `
        import run from './main.wasm?component'
        import { add } from './lib.wasm?component'
        import { shapes } from './typed.wasm?component'
        run(['args', 'one']).then(({ stdout }) => console.log(add(1, 2), shapes.greet('you'), stdout))`,
      'lib.wasm': fixture('library-pure'),
      'typed.wasm': fixture('p2-typed'),
    })
    const command = bundler === 'bun' ? binaryOf('bun-lowest') : process.execPath
    const env = { ...process.env, NODE_ENV: undefined }
    const { stdout, stderr } = await promisify(execFile)(command, [script, bundler, project.dir], { cwd: project.dir, env })
    expect(stdout + stderr).not.toMatch(/warn|error/i)
    const dir = path.join(project.dir, 'dist')
    expect(wasmFiles(dir)).toHaveLength(3)
    const moved = moveAway(dir)
    project.remove()
    const file = bundler.endsWith('pack') ? 'main.cjs' : 'main.js'
    expect((await execute(path.join(moved, file), [])).stdout).toMatch(/^3 hello, you .*one/)
  })
})
