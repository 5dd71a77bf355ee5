import { expect, test } from 'vitest'

import { assemble } from '../cli/wat.js'
import { compilerErrors } from './harness/compiler.js'
import { outcome } from './harness/outcome.js'
import { packageOf } from './harness/plugins.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds } from './rows.js'

const command = await assemble(`(module
  (memory (export "memory") 1)
  (global $started (mut i32) (i32.const 0))
  (func (export "_start") (global.set $started (i32.const 1)))
  (func (export "started") (result i32) (global.get $started))
  (func (export "pair") (param i64) (result i32 i64) (i32.const 1) (local.get 0)))`)

test.each(Object.keys(nodeBuilds))('%s: the further exports of a command', async (bundler) => {
  const project = makeProject({
    'main.js': `
      import run from './main.wasm?component'
      const tool = await run.instantiate()
      const other = await run.instantiate([], { start: false })
      console.log(tool.exitCode, tool.exports.started(), other.exports.started(), tool.exports.pair(2n))`,
    'main.wasm': command,
  })
  const build = (found: typeof project) => nodeBuilds[bundler]!(found, {})
  expect(await outcome(project, { build }, [])).toEqual({ exitCode: 0, stdout: '0 1 0 [ 1, 2n ]\n', stderr: '' })
})

test('the further exports of a command have types', async () => {
  const project = makeProject({
    'main.js': "import run from './main.wasm?component'; import other from './other.wasm?component'; console.log(run, other)",
    'main.wasm': command,
    'other.wasm': await assemble(`(module (import "env" "f" (func $f)) (func (export "_start")) (func (export "g")))`),
    'typed.ts': `
      import run, { type Exports } from './main.wasm?component'
      import other from './other.wasm?component'
      const tool = await run.instantiate(['-v'], { start: false, env: {} })
      export const [first, second]: [number, bigint] = tool.exports.pair(1n)
      export const code: number | undefined = tool.exitCode
      export const { exitCode } = await run()
      export const exports: Exports = tool.exports
      ;(await other.instantiate([], { imports: { env: { f() {} } } })).exports.g()
      export {}`,
    'wrong.ts': `
      import run from './main.wasm?component'
      import other from './other.wasm?component'
      void run.instantiate([], { encoding: 'bytes' })
      void run.instantiate().then(({ exports }) => exports.pair(1))
      void other.instantiate()`,
  })
  await nodeBuilds['vite8']!(project, { dts: true, imports: { env: true } })
  expect(await compilerErrors(project, packageOf('vite8'), [])).toEqual([
    // There is a second signature, for the option `async`.
    'wrong.ts(4) TS2769',
    'wrong.ts(5) TS2345',
    'wrong.ts(6) TS2554',
  ])
  project.remove()
})
