import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { outcome } from './harness/outcome.js'
import { makeProject } from './harness/project.js'
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

describe('&worker', () => {
  test.each(Object.keys(nodeBuilds))('%s: a library', async (bundler) => {
    const project = makeProject({ 'main.js': libraryEntry, 'main.wasm': fixture('library') })
    const { stdout, ...others } = await outcome(project, { build: nodeBuilds[bundler]! }, [])
    expect(others).toEqual({ exitCode: 0, stderr: '' })
    // Bun also makes the default instance, though nothing uses it.
    expect(stdout.replace(/^initialised\n/, '')).toBe('3,7,2 ENDED\n')
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
})
