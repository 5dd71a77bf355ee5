import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { scripts } from './harness/built.js'
import { packageOf } from './harness/plugins.js'
import { execute, moveAway } from './harness/execute.js'
import { makeProject, temporaryFolder } from './harness/project.js'
import { nodeBuilds } from './rows.js'

/** Uses the plugin's runtime entries together with guests, which must get the same classes and symbols. */
const program = (plugin: string) => `
import files from './main.wasm?component'
import trap from './trap.wasm?component'
import instantiate from './lib.wasm?component'
import { isRunError, memoryDirectory, unwasi, WasiTrapError } from '@unwasi/${plugin}/runtime'
import { hostDirectory } from '@unwasi/${plugin}/runtime/node'

const main = async () => {
  const memory = memoryDirectory()
  const dirs = { '/memory': memory, '/host': hostDirectory(process.argv[2]) }
  const codes = [await files(['file', '/memory'], { dirs }), await files(['file', '/host'], { dirs })].map(({ exitCode }) => exitCode)
  const error = await trap().catch((error) => error)
  const lib = await instantiate({ stdout: 'ignore' })
  console.log(...codes, Object.keys(memory.tree()).length, error instanceof WasiTrapError, isRunError(error), lib[unwasi.exports].add(1, 2))
}
main()
`

describe.each(Object.keys(nodeBuilds))('%s', (bundler) => {
  const plugin = packageOf(bundler)

  test('the runtime that the plugin exports is the one that guests run on, and there is one copy of it', async () => {
    const project = makeProject({
      'main.js': program(plugin),
      'main.wasm': fixture('go'),
      'trap.wasm': fixture('trap'),
      'lib.wasm': fixture('library'),
    })
    // A strict package manager installs only the plugin at this place.
    const link = path.join(project.dir, 'node_modules/@unwasi', plugin)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(fileURLToPath(new URL(`../../packages/${plugin}`, import.meta.url)), link, 'junction')

    const { dir, entry, warnings } = await nodeBuilds[bundler]!(project)
    expect(warnings).toEqual([])
    const text = scripts(dir).join('\n')
    // Modules of the runtime that both sides use contain these texts once.
    for (const once of [/\bwasi_snapshot_preview1:/g, /readonly, maxBytes and maxEntries/g, /unwasi\.exports["'`]/g]) {
      expect(text.match(once), String(once)).toHaveLength(1)
    }
    const moved = moveAway(dir)
    project.remove()
    const { exitCode, stdout, stderr } = await execute(path.join(moved, entry), [temporaryFolder('host')])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^0 0 0 true true 3$/m)
  })
})
