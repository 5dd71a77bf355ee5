import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import unwasi from '@unwasi/vite'
import { build, createServer, type InlineConfig } from 'vite'
import { afterAll, describe, expect, test } from 'vitest'

import { execute } from './harness/execute.js'
import { brokenWords, goFiles, lacksGo, words } from './harness/go.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { watchers, type Watcher } from './harness/watch.js'

describe.skipIf(lacksGo).each(Object.keys(watchers))('%s in watch mode', (bundler) => {
  const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello?component') })
  let state: { builds: number; error: unknown } = { builds: 0, error: undefined }
  let watcher: Watcher
  afterAll(async () => {
    await watcher.close()
    project.remove()
  })

  const output = async () => (await execute(watcher.entry, []).catch(() => ({ stdout: 'not built' }))).stdout
  const prints = (text: string) => expect.poll(output, { timeout: 40_000, interval: 200 }).toBe(text)

  test('builds a program again when the source of a package that it imports has changed', async () => {
    watcher = await watchers[bundler]!(project, (error) => {
      state = { builds: state.builds + 1, error }
    })
    await expect.poll(() => state.builds, { timeout: 30_000 }).toBeGreaterThanOrEqual(1)
    expect(state.error).toBeUndefined()
    await prints('first greets you')
    project.write('words/words.go', words('second'))
    await prints('second greets you')
  })

  test('reports an error of the compiler, and recovers when it is mended', async () => {
    project.write('words/words.go', brokenWords)
    await expect.poll(() => String(state.error), { timeout: 30_000 }).toMatch(/undefined: undefinedName/)
    const mend = () => project.write('words/words.go', words('third'))
    mend()
    // Farm can miss a change that comes while it reports the error.
    const again = bundler === 'farm' ? setInterval(mend, 3000) : undefined
    await prints('third greets you')
    clearInterval(again)
    expect(state.error).toBeUndefined()
  })

  test('builds it again when an embedded file, or the imported file itself, has changed', async () => {
    project.write('cmd/hello/note.txt', 'all')
    await prints('third greets all')
    project.write('cmd/hello/main.go', goFiles['cmd/hello/main.go'].replace('"greets"', '"meets"'))
    await prints('third meets all')
  })

  // Farm watches files alone.
  test.skipIf(bundler === 'farm')('builds it again when its package gets a new file, or loses one', async () => {
    const file = project.write('words/more.go', 'package words\n\nfunc init() { print("more ") }\n')
    const both = async () => {
      const { stdout, stderr } = await execute(watcher.entry, [])
      return stderr + stdout
    }
    await expect.poll(both, { timeout: 40_000, interval: 200 }).toBe('more third meets all')
    rmSync(path.join(file))
    await expect.poll(both, { timeout: 40_000, interval: 200 }).toBe('third meets all')
    expect(state.error).toBeUndefined()
  })
})

// Some bundlers watch folders with everything in them: also their own output, and node_modules.
describe.skipIf(lacksGo)('a program in the folder of the project', () => {
  // Farm watches files alone.
  test.each(Object.keys(watchers).filter((name) => name !== 'farm'))('%s builds it once for each edit', async (bundler) => {
    const project = makeProject({
      'go.mod': goFiles['go.mod'],
      'main.go': 'package main\n\nfunc main() { print("first") }\n',
      'main.js': nodeEntry('./main.go?component'),
    })
    let builds = 0
    const watcher = await watchers[bundler]!(project, () => void builds++)
    const output = async () => (await execute(watcher.entry, [])).stderr
    await expect.poll(() => builds, { timeout: 30_000 }).toBeGreaterThanOrEqual(1)
    project.write('main.go', 'package main\n\nfunc main() { print("second") }\n')
    await expect.poll(output, { timeout: 40_000, interval: 200 }).toBe('second')
    await wait(700)
    const before = builds
    await wait(1000)
    expect(builds).toBe(before)
    await watcher.close()
    project.remove()
  })
})

// Astro does this: it starts a server to learn about the project, and closes it before it builds.
test.skipIf(lacksGo)('Vite builds a program whose plugin had a server that was closed', async () => {
  const project = makeProject({ ...goFiles, 'main.js': nodeEntry('./cmd/hello?component') })
  const shared: InlineConfig = { root: project.dir, configFile: false, logLevel: 'silent', plugins: [unwasi()] }
  const server = await createServer({ ...shared, server: { middlewareMode: true, ws: false } })
  await server.close()
  await build({ ...shared, build: { ssr: 'main.js' } })
  expect((await execute(path.join(project.dir, 'dist/main.js'), [])).stdout).toBe('first greets you')
  project.remove()
})
