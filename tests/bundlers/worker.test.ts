import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { assemble } from '../cli/wat.js'
import { outcome } from './harness/outcome.js'
import { makeProject, type Project } from './harness/project.js'
import { nodeBuilds, rows } from './rows.js'

/** Runs a program in workers, on both hosts: input and output, several runs at once, and one that is ended while it sleeps. */
const entry = (query: string) => `
import run from './main.wasm?component${query}'
import onPreview2 from './main.wasm?component&preview2${query}'

const print = ({ stdout }) => stdout.trim()
const use = async (run) => {
  const [args, lines, { exitCode }, ended] = await Promise.all([
    run(['args', 'one', 'two']),
    run(['lines'], { input: (async function* () { yield 'first\\n'; yield 'second\\n' })() }),
    run(['exit', '3']),
    run(['sleep', '60000'], { timeout: 200 }).catch(({ code }) => ({ stdout: code })),
  ])
  console.log(JSON.stringify([print(args), print(lines), exitCode, print(ended)]))
}
use(run).then(() => use(onPreview2))
`
const printed = {
  exitCode: 0,
  stdout: '["one\\ntwo","1: first\\n2: second\\nend",3,"TIMEOUT"]\n'.repeat(2),
  stderr: '',
}

/** Calls a library that has a worker for itself. */
const libraryEntry = `
import instantiate from './main.wasm?component&worker'

instantiate({ stdout: 'ignore', timeout: 60000 }).then(async (lib) => {
  const calls = await Promise.all([lib.add(1, 2), lib.addLong(3n, 4n), lib.calls()])
  lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
  console.log(calls.map(String).join(), await lib.add(1, 2).catch(({ code }) => code))
})
`

/** Calls a typed library and its interface, and makes a resource; a wrong call rejects with what the component returned. */
const typedEntry = (query: string) => `
import instantiate from './main.wasm?component&worker${query}'

instantiate({ timeout: 60000 }).then(async (lib) => {
  const { greet, divide, total, Counter } = lib.shapes
  const counter = new Counter(5)
  const calls = await Promise.all([lib.add(1, 2), greet('you'), counter.next(), total(counter)])
  const error = await divide(1, 0).catch(({ message, payload }) => message === payload && payload)
  lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
  console.log(calls.join(), error, await lib.add(1, 2).catch(({ code }) => code))
})
`
const typedPrinted = { exitCode: 0, stdout: '3,hello, you,6,6 division by zero ENDED\n', stderr: '' }

const composedEntry = `
import run from './main.wasm?component&worker'

run().then(async ({ stdout }) => console.log(JSON.stringify([stdout, await run.spawn().stdout.text()])))
`

/** A program that passes a number to `env.log` and exits with what `js.code` returns, and a library that calls `js.double`. */
const calling = {
  'main.wasm': await assemble(`(module
    (import "env" "log" (func $log (param i64)))
    (import "js" "code" (func $code (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func (export "_start") (call $log (i64.const 5)) (call $exit (call $code))))`),
  'lib.wasm': await assemble(`(module
    (import "js" "double" (func $double (param i64) (result i64)))
    (func (export "quadruple") (param i64) (result i64) (call $double (call $double (local.get 0)))))`),
  'shared/text.js': 'export const text = (value) => `${typeof value} ${value}`',
  'shared/env.js': "import { text } from './text.js'\nexport default () => ({ log: (value) => console.log(text(value)) })",
  'main.js': `
    import run from './main.wasm?component&worker'
    import instantiate from './lib.wasm?component&worker'

    const imports = { js: { code: async () => 7, double: (n) => 2n * n } }
    run([], { imports }).then(async ({ exitCode }) => {
      const lib = await instantiate({ imports })
      console.log(exitCode, await lib.quadruple(3n), await run().catch(({ code }) => code))
      lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
    })`,
}

describe('&worker', () => {
  test.each(Object.keys(nodeBuilds))('%s: a library', async (bundler) => {
    const project = makeProject({ 'main.js': libraryEntry, 'main.wasm': fixture('library') })
    const { stdout, ...others } = await outcome(project, { build: nodeBuilds[bundler]! }, [])
    expect(others).toEqual({ exitCode: 0, stderr: '' })
    // Bun also makes the default instance, though nothing uses it.
    expect(stdout.replace(/^initialised\n/, '')).toBe('3,7,2 ENDED\n')
  })

  test.each(Object.keys(nodeBuilds))('%s: a typed library', async (bundler) => {
    const project = makeProject({ 'main.js': typedEntry(''), 'main.wasm': fixture('p2-typed') })
    expect(await outcome(project, { build: nodeBuilds[bundler]! }, [])).toEqual(typedPrinted)
  })

  test.each(Object.keys(nodeBuilds))('%s: a composed command', async (bundler) => {
    const project = makeProject({ 'main.js': composedEntry, 'main.wasm': fixture('composed-wac') })
    expect(await outcome(project, { build: nodeBuilds[bundler]! }, [])).toEqual({
      exitCode: 0,
      stdout: '["Hello\\n","Hello\\n"]\n',
      stderr: '',
    })
  })

  test.each(['vite8', 'esbuild', 'rollup', 'rolldown'])('%s: the named exports of a typed library', async (bundler) => {
    const main =
      "import { add, shapes } from './main.wasm?component&worker'\nconsole.log(await add(1, 2), await shapes.greet('you'))\n"
    const project = makeProject({ 'main.js': main, 'main.wasm': fixture('p2-typed') })
    expect(await outcome(project, { build: nodeBuilds[bundler]! }, [])).toEqual({
      exitCode: 0,
      stdout: '3 hello, you\n',
      stderr: '',
    })
  })

  test.each(['vite8', 'webpack', 'rspack', 'esbuild', 'rolldown'])('%s: a typed library, inlined', async (bundler) => {
    const project = makeProject({ 'main.js': typedEntry('&inline'), 'main.wasm': fixture('p2-typed') })
    expect(await outcome(project, { build: nodeBuilds[bundler]!, count: 0 }, [])).toEqual(typedPrinted)
  })

  test.each(Object.keys(nodeBuilds))('%s: functions from JavaScript', async (bundler) => {
    const build = (project: Project) =>
      nodeBuilds[bundler]!(project, { imports: { env: path.join(project.dir, 'shared/env.js'), js: true } })
    const printed = { exitCode: 0, stdout: 'bigint 5\n7 12n MISSING_IMPORT\n', stderr: '' }
    expect(await outcome(makeProject(calling), { build, count: 2 }, [])).toEqual(printed)
  })

  test.each(['vite8', 'esbuild', 'rollup', 'rolldown'])('%s: the named exports of a library', async (bundler) => {
    const main = "import { add } from './main.wasm?component&worker'\nconsole.log(await add(1, 2))\n"
    const project = makeProject({ 'main.js': main, 'main.wasm': fixture('library-pure') })
    expect(await outcome(project, { build: nodeBuilds[bundler]! }, [])).toEqual({ exitCode: 0, stdout: '3\n', stderr: '' })
  })

  test.each(Object.keys(nodeBuilds))('%s: inlined, in any order of the query', async (bundler) => {
    const project = makeProject({ 'main.js': entry('&inline&worker'), 'main.wasm': fixture('go') })
    expect(await outcome(project, { build: nodeBuilds[bundler]!, count: 0 }, [])).toEqual(printed)
  })

  // Names, folders and formats decide how the script is found.
  test.each(rows.map((row) => [`${row.bundler}: ${row.label}`, row] as const))('%s', async (_, { build }) => {
    const project = makeProject({ 'main.js': entry('&worker'), 'main.wasm': fixture('go') })
    expect(await outcome(project, { build, count: 2 }, [])).toEqual(printed)
  })

  // webpack and Rspack share the rules, and webpack takes long.
  const placed = rows.filter(({ bundler, label }) => bundler !== 'webpack' && /own names|public path/.test(label))
  test.each(placed.map((row) => [`${row.bundler}: ${row.label}, a typed library`, row] as const))('%s', async (_, { build }) => {
    const project = makeProject({ 'main.js': typedEntry(''), 'main.wasm': fixture('p2-typed') })
    expect(await outcome(project, { build }, [])).toEqual(typedPrinted)
  })
})
