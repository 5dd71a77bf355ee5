import { expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { assemble } from '../cli/wat.js'
import { compilerErrors } from './harness/compiler.js'
import { outcome } from './harness/outcome.js'
import { packageOf } from './harness/plugins.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds } from './rows.js'

test.each(Object.keys(nodeBuilds))('%s: the memory is a named export', async (bundler) => {
  const project = makeProject({
    'main.js': `
      import instantiate, { memory } from './main.wasm?component'
      const lib = await instantiate({ stdout: 'ignore' })
      console.log(memory instanceof WebAssembly.Memory, lib.memory !== memory, lib.memory.buffer.byteLength > 0)`,
    'main.wasm': fixture('library'),
  })
  const build = (found: typeof project) => nodeBuilds[bundler]!(found, {})
  expect((await outcome(project, { build }, [])).stdout).toMatch(/true true true\n$/)
})

/** A library whose memory has another name, with globals. */
const values = await assemble(`(module
  (memory (export "mem") 1)
  (global (export "limit") i32 (i32.const 7))
  (global $count (export "count") (mut i64) (i64.const 1))
  (data (i32.const 8) "hello")
  (func (export "next") (global.set $count (i64.add (global.get $count) (i64.const 1)))))`)

test('a memory with another name, and globals, are members of an instance, with types', async () => {
  const project = makeProject({
    'main.js': `
      import { copyOut, unwasi } from '@unwasi/vite/runtime'
      import instantiate, { mem } from './main.wasm?component'
      const lib = await instantiate()
      lib.next()
      lib.count.value += 40n
      const memory = lib[unwasi.memory]
      console.log(memory === lib.mem, mem !== lib.mem, new TextDecoder().decode(copyOut({ memory }, 8, 5)), lib.limit.value, lib.count.value)
      try { lib.limit.value = 1 } catch (error) { console.log(error.name) }`,
    'main.wasm': values,
    'typed.ts': `
      import instantiate, { mem, next } from './main.wasm?component'
      const lib = await instantiate()
      export const limit: number = lib.limit.value
      lib.count.value = 5n
      next()
      export const size: number = mem.buffer.byteLength + lib.mem.grow(1)`,
    'wrong.ts': `
      import instantiate from './main.wasm?component'
      const lib = await instantiate()
      lib.limit.value = 1
      lib.count.value = 1
      lib.mem = lib.mem`,
  })
  const build = (found: typeof project) => nodeBuilds['vite8']!(found, { dts: true })
  await build(project)
  expect(await compilerErrors(project, packageOf('vite8'), [])).toEqual([
    'wrong.ts(4) TS2540',
    'wrong.ts(5) TS2322',
    'wrong.ts(6) TS2540',
  ])
  expect(await outcome(project, { build }, [])).toEqual({
    exitCode: 0,
    stdout: 'true true hello 7 42n\nTypeError\n',
    stderr: '',
  })
})
