import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { implement } from '../../fixtures/components.mjs'
import { outcome } from './harness/outcome.js'
import { makeProject, type Project } from './harness/project.js'
import { nodeBuilds } from './rows.js'

// Interfaces that components import from JavaScript.

const WIT = `package my:host;
  interface log { log: func(text: string); }
  interface store { resource counter { constructor(start: u32); next: func() -> u32; } }
  world command { import log; import store; export wasi:cli/run@0.2.0; export add: func(a: u32, b: u32) -> u32; }
  world library { import store; export twice: func(start: u32) -> u32; }
  package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`

const STORE = `
  (import "my:host/store" "[constructor]counter" (func $counter (param i32) (result i32)))
  (import "my:host/store" "[method]counter.next" (func $next (param i32) (result i32)))
  (import "my:host/store" "[resource-drop]counter" (func $drop (param i32)))`

/** A command that passes the text `hello` to `log`, and fails unless the next number of a counter that starts at 4 is 5. */
const command = await implement(
  'command',
  WIT,
  `(module ${STORE}
    (import "my:host/log" "log" (func $log (param i32 i32)))
    (memory (export "memory") 1)
    (data (i32.const 8) "hello")
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "wasi:cli/run@0.2.0#run") (result i32) (local $it i32)
      (call $log (i32.const 8) (i32.const 5))
      (local.set $it (call $counter (i32.const 4)))
      (i32.ne (call $next (local.get $it)) (i32.const 5))
      (call $drop (local.get $it))))`,
)

const library = await implement(
  'library',
  WIT,
  `(module ${STORE}
    (memory (export "memory") 1)
    (func (export "twice") (param i32) (result i32) (local $it i32)
      (local.set $it (call $counter (local.get 0)))
      (drop (call $next (local.get $it)))
      (call $next (local.get $it))
      (call $drop (local.get $it))))`,
)

/** The class of the resource is in a further module, which the bundler must find. */
const files = {
  'shared/counter.js': `
    export class Counter {
      constructor(start) { this.at = start }
      next() { return ++this.at }
    }`,
  'shared/store.js': "export { Counter } from './counter.js'",
  'shared/log.js': 'export const log = (text) => console.log(text)',
}

/** The paths are absolute, because Rollup has no folder for the project. */
const inProject = ({ dir }: Project, file: string) => path.join(dir, file)

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  test('files that the option names', async () => {
    const project = makeProject({
      ...files,
      'main.js': `
        import run from './main.wasm?component'
        import instantiate, { twice } from './lib.wasm?component'
        const lib = await instantiate()
        console.log(twice(1), lib.twice(2), (await run()).exitCode)
        const tool = await run.instantiate()
        console.log(tool.exitCode, tool.exports.add(1, 2))`,
      'main.wasm': command,
      'lib.wasm': library,
    })
    const build = (found: Project) =>
      nodeBuilds[bundler]!(found, {
        imports: { 'my:host/log': inProject(found, 'shared/log.js'), 'my:host/store': inProject(found, 'shared/store.js') },
      })
    const stdout = 'hello\n3 4 0\nhello\n0 3\n'
    expect(await outcome(project, { build, count: 2 }, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
  })

  test('interfaces that each call gives', async () => {
    const project = makeProject({
      ...files,
      'main.js': `
        import { Counter } from './shared/counter.js'
        import run from './main.wasm?component'
        import instantiate from './lib.wasm?component'
        const imports = { 'my:host/store': { Counter }, 'my:host/log': { log: (text) => console.log('call', text) } }
        const lib = await instantiate({ imports })
        console.log(lib.twice(2), (await run([], { imports })).exitCode)
        console.log(await instantiate().catch(({ code }) => code), await run().catch(({ code }) => code))`,
      'main.wasm': command,
      'lib.wasm': library,
    })
    const build = (found: Project) => nodeBuilds[bundler]!(found, { imports: { 'my:host/store': true, 'my:host/log': true } })
    const stdout = 'call hello\n4 0\nMISSING_IMPORT MISSING_IMPORT\n'
    expect(await outcome(project, { build, count: 2 }, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
  })

  test('a build names all interfaces that are missing', async () => {
    const project = makeProject({ 'main.js': "import run from './main.wasm?component'; run()", 'main.wasm': command })
    await expect(nodeBuilds[bundler]!(project, {})).rejects.toThrow(/my:host\/log.*my:host\/store/s)
    project.remove()
  })
})
