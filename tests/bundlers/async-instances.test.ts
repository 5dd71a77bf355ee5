import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { hasJspi } from '../../packages/runtime/src/guest/jspi.js'
import { scripts } from './harness/built.js'
import { execute, moveAway } from './harness/execute.js'
import { packageOf } from './harness/plugins.js'
import { makeProject, type Project } from './harness/project.js'
import { nodeBuilds } from './rows.js'

/** A text of the code that only instances with the option `async` need. */
const ONLY_ASYNC = "with the option 'async'"

const waiting = (plugin: string) => `
import instantiate from './main.wasm?component'
import { jspi } from '@unwasi/${plugin}/runtime'

instantiate({ stdout: new WritableStream(), async: jspi }).then(
  async (lib) => {
    const calls = await Promise.all([lib.add(1, 2), lib.addLong(3n, 4n)])
    lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
    console.log(calls.map(String).join(), await lib.add(1, 2).catch(({ code }) => code))
  },
  ({ code }) => console.log(code),
)
`
const plain = `
import instantiate from './main.wasm?component'
instantiate({ stdout: 'ignore' }).then((lib) => console.log(lib.add(1, 2)))
`

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const plugin = packageOf(bundler)

  const run = async (main: string): Promise<{ text: string; stdout: string }> => {
    const project: Project = makeProject({ 'main.js': main, 'main.wasm': fixture('library') })
    const link = path.join(project.dir, 'node_modules/@unwasi', plugin)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(fileURLToPath(new URL(`../../packages/${plugin}`, import.meta.url)), link, 'junction')
    const { dir, entry, warnings } = await nodeBuilds[bundler]!(project)
    expect(warnings).toEqual([])
    const text = scripts(dir).join('\n')
    const moved = moveAway(dir)
    project.remove()
    const { exitCode, stdout, stderr } = await execute(path.join(moved, entry), [])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    // Bun also makes the default instance, though nothing uses it.
    return { text, stdout: stdout.replace(/^initialised\n/, '') }
  }

  test('the option `async` makes instances that wait', async () => {
    const { text, stdout } = await run(waiting(plugin))
    expect(text).toContain(ONLY_ASYNC)
    expect(stdout).toBe(hasJspi() ? '3,7 ENDED\n' : 'UNSUPPORTED_MODE\n')
  })

  test('the bundle of a library that is not used in this way lacks that code', async () => {
    const { text, stdout } = await run(plain)
    expect(text).not.toContain(ONLY_ASYNC)
    expect(stdout).toBe('3\n')
  })
})
