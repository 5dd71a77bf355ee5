import path from 'node:path'

import { expect, describe, test } from 'vitest'

import { assemble } from '../cli/wat.js'
import { compilerErrors } from './harness/compiler.js'
import { outcome } from './harness/outcome.js'
import { packageOf } from './harness/plugins.js'
import { makeProject, type Project } from './harness/project.js'
import { nodeBuilds } from './rows.js'

// Functions of JavaScript that preview1 modules import.

/** A command that passes the text `hello` to `env.log`, and exits with what `js.code` returns. */
const command = await assemble(`(module
  (import "env" "log" (func $log (param i32 i32)))
  (import "js" "code" (func $code (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "hello")
  (func (export "_start") (call $log (i32.const 8) (i32.const 5)) (call $exit (call $code))))`)

const library = await assemble(`(module
  (import "env" "double" (func $double (param i64) (result i64)))
  (func (export "quadruple") (param i64) (result i64) (call $double (call $double (local.get 0)))))`)

/** The text of the guest is read by a further module, which the bundler must find. */
const files = {
  'shared/text.js':
    'export const text = ({ memory }, at, length) => new TextDecoder().decode(new Uint8Array(memory.buffer, at, length))',
  'shared/env.js': `
    import { text } from './text.js'
    export default (guest) => ({ log: (at, length) => console.log(text(guest, at, length)) })`,
  'shared/js.js': 'export const code = () => 7',
  'shared/lib.js': 'export default { double: (n) => 2n * n }',
}

/** The paths are absolute, because Rollup has no folder for the project. */
const inProject = ({ dir }: Project, file: string) => path.join(dir, file)

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  test('files that the option names, for one guest and for all', async () => {
    const project = makeProject({
      ...files,
      'main.js': `
        import run from './guests/main.wasm?component'
        import instantiate, { quadruple } from './guests/lib.wasm?component'
        const lib = await instantiate()
        console.log(quadruple(5n), lib.quadruple(6n), (await run()).exitCode)
        const { exitCode } = await run([], { imports: { js: { code: () => 8 } } })
        console.log(exitCode)`,
      'guests/main.wasm': command,
      'guests/lib.wasm': library,
    })
    const build = (found: Project) =>
      nodeBuilds[bundler]!(found, {
        imports: {
          env: inProject(found, 'shared/env.js'),
          js: inProject(found, 'shared/js.js'),
          [inProject(found, 'guests/lib.wasm')]: { env: inProject(found, 'shared/lib.js') },
        },
      })
    const stdout = 'hello\n20n 24n 7\nhello\n8\n'
    expect(await outcome(project, { build, count: 2 }, [])).toEqual({ exitCode: 0, stdout, stderr: '' })
  })

  test('functions that each call gives: a library has no named exports', async () => {
    const project = makeProject({
      'main.js': `
        import instantiate from './lib.wasm?component'
        const lib = await instantiate({ imports: { env: { double: (n) => n * 2n } } })
        console.log(lib.quadruple(1n))
        console.log(await instantiate().catch(({ code }) => code))`,
      'lib.wasm': library,
    })
    const build = (found: Project) => nodeBuilds[bundler]!(found, { imports: { env: true } })
    expect(await outcome(project, { build }, [])).toEqual({ exitCode: 0, stdout: '4n\nMISSING_IMPORT\n', stderr: '' })
  })

  test('a guest of the option that does not exist is named: in a warning, and in the refusal of another', async () => {
    const project = makeProject({
      ...files,
      'main.js': "import run from './main.wasm?component'; run()",
      'main.wasm': command,
    })
    const misspelt = { [inProject(project, 'main.wsm.wasm')]: { env: true, js: true } } as const
    const refused = await nodeBuilds[bundler]!(project, { imports: misspelt }).then(
      () => 'it was built',
      // esbuild has the remedy in a note.
      (error: Error & { errors?: unknown }) => error.message + JSON.stringify(error.errors ?? ''),
    )
    expect(refused).toMatch(/main\.wsm\.wasm.*does not exist/)
    const { warnings } = await nodeBuilds[bundler]!(project, { imports: { env: true, js: true, ...misspelt } })
    expect(warnings.join('\n')).toMatch(/main\.wsm\.wasm.*does not exist/)
    project.remove()
  })

  test('all undeclared functions are named when the program is built', async () => {
    const project = makeProject({ 'main.js': "import run from './main.wasm?component'; run()", 'main.wasm': command })
    await expect(nodeBuilds[bundler]!(project, {})).rejects.toThrow(/imports env\.log and js\.code/)
    project.remove()
  })
})

test.each(['', '&worker'])('TypeScript requires what each call has to give: ?component%s', async (query) => {
  const project = makeProject({
    'main.js': `import run from './main.wasm?component${query}'; import make from './lib.wasm?component${query}'; console.log(run, make)`,
    'main.wasm': command,
    'lib.wasm': library,
    'typed.ts': `
      import run from './main.wasm?component${query}'
      import instantiate from './lib.wasm?component${query}'
      const js = { code: async () => 1 }
      export const result = run([], { imports: { js, env: (guest) => ({ log: (at) => void guest.memory.buffer.slice(at) }) } })
      export const bytes = run([], { encoding: 'bytes', imports: { js, env: { log() {} } } }).then((r) => r.stdout.byteLength)
      export const sum: Promise<bigint> = instantiate({ imports: { env: { double: (n) => n + n } } }).then((l) => l.quadruple(1n))`,
    'wrong.ts': `
      import run from './main.wasm?component${query}'
      import instantiate from './lib.wasm?component${query}'
      void run()
      void run([], { imports: { env: { log() {} } } })
      void instantiate({ imports: { env: { double: (n: bigint) => Number(n) } } })`,
  })
  await nodeBuilds['vite8']!(project, { imports: { env: true, js: true }, dts: true })
  expect(await compilerErrors(project, packageOf('vite8'), [])).toEqual([
    'wrong.ts(4) TS2554',
    'wrong.ts(5) TS2769',
    // On the same thread there is a second signature, for the option `async`.
    query === '' ? 'wrong.ts(6) TS2769' : 'wrong.ts(6) TS2322',
  ])
  project.remove()
})
