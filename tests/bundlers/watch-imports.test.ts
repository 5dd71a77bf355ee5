import path from 'node:path'

import { expect, test } from 'vitest'

import { assemble } from '../cli/wat.js'
import { execute } from './harness/execute.js'
import { makeProject } from './harness/project.js'
import { watchers } from './harness/watch.js'

/** Exits with what `env.code` returns. */
const guest = await assemble(`(module
  (import "env" "code" (func $code (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (call $code))))`)

test.each(Object.keys(watchers))(
  '%s in watch mode builds again when a file of the option imports has changed',
  async (bundler) => {
    const project = makeProject({
      'main.js': "import run from './main.wasm?component'\nrun().then(({ exitCode }) => console.log(exitCode))",
      'main.wasm': guest,
      'env.js': "export { code } from './code.js'",
      'code.js': 'export const code = () => 1',
    })
    const errors: unknown[] = []
    let builds = 0
    const watcher = await watchers[bundler]!(
      project,
      (error) => {
        builds++
        if (error !== undefined) errors.push(error)
      },
      { imports: { env: path.join(project.dir, 'env.js') } },
    )
    const output = async () => (await execute(watcher.entry, [])).stdout
    try {
      await expect.poll(() => builds, { timeout: 30_000 }).toBeGreaterThanOrEqual(1)
      expect(await output()).toBe('1\n')
      project.write('code.js', 'export const code = () => 2')
      await expect.poll(output, { timeout: 50_000, interval: 200 }).toBe('2\n')
      project.write('env.js', 'export default { code: () => 3 }')
      await expect.poll(output, { timeout: 50_000, interval: 200 }).toBe('3\n')
      expect(errors).toEqual([])
    } finally {
      await watcher.close()
      project.remove()
    }
  },
)
