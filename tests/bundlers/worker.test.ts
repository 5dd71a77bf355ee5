import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { outcome } from './harness/outcome.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds, rows } from './rows.js'

/** Runs a program in a worker: input and output, two runs at once, and one that is ended while it computes or sleeps. */
const entry = (query: string) => `
import run from './main.wasm?component${query}'

const print = ({ stdout }) => stdout.trim()
Promise.all([
  run(['args', 'one', 'two']),
  run(['lines'], { input: (async function* () { yield 'first\\n'; yield 'second\\n' })() }),
  run(['exit', '3']),
  run(['sleep', '60000'], { timeout: 200 }).catch(({ code }) => ({ stdout: code })),
]).then(([args, lines, { exitCode }, ended]) => console.log(JSON.stringify([print(args), print(lines), exitCode, print(ended)])))
`
const printed = { exitCode: 0, stdout: '["one\\ntwo","1: first\\n2: second\\nend",3,"TIMEOUT"]\n', stderr: '' }

describe('&worker', () => {
  test.each(Object.keys(nodeBuilds))('%s: a file for the program and one for the worker', async (bundler) => {
    const project = makeProject({ 'main.js': entry('&worker'), 'main.wasm': fixture('go') })
    expect(await outcome(project, { build: nodeBuilds[bundler]! }, [])).toEqual(printed)
  })

  test.each(Object.keys(nodeBuilds))('%s: inlined, in any order of the query', async (bundler) => {
    const project = makeProject({ 'main.js': entry('&inline&worker'), 'main.wasm': fixture('go') })
    expect(await outcome(project, { build: nodeBuilds[bundler]!, count: 0 }, [])).toEqual(printed)
  })

  // Names, folders and formats decide how the script is found.
  const others = rows.filter(({ label }) => /own names|public path|cjs|iife|loader alone|library/.test(label))
  test.each(others.map((row) => [`${row.bundler}: ${row.label}`, row] as const))('%s', async (_, { build }) => {
    const project = makeProject({ 'main.js': entry('&worker'), 'main.wasm': fixture('go') })
    expect(await outcome(project, { build }, [])).toEqual(printed)
  })
})
