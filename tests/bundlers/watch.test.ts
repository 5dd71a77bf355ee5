import { rmSync } from 'node:fs'
import path from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { execute } from './harness/execute.js'
import { makeProject, nodeEntry } from './harness/project.js'
import { printer } from './harness/tiny.js'
import { watchers, type Watcher } from './harness/watch.js'

describe.each(Object.keys(watchers))('%s in watch mode', (bundler) => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component'), 'main.wasm': printer('first') })
  let state: { builds: number; error: unknown } = { builds: 0, error: undefined }
  let watcher: Watcher
  afterAll(async () => {
    await watcher.close()
    project.remove()
  })

  const output = async () => (await execute(watcher.entry, [])).stdout
  const built = (least: number) => expect.poll(() => state.builds, { timeout: 30_000 }).toBeGreaterThanOrEqual(least)

  test('builds again when the guest has changed', async () => {
    watcher = await watchers[bundler]!(project, (error) => {
      state = { builds: state.builds + 1, error }
    })
    await built(1)
    expect(state.error).toBeUndefined()
    expect(await output()).toBe('first')

    project.write('main.wasm', printer('second'))
    await expect.poll(output, { timeout: 30_000, interval: 200 }).toBe('second')
  })

  test('reports a broken guest, and recovers when it is mended', async () => {
    project.write('main.wasm', 'not wasm')
    await expect.poll(() => String(state.error), { timeout: 30_000 }).toContain('main.wasm')

    const mend = () => project.write('main.wasm', printer('third'))
    mend()
    // Farm can miss a change that comes while it reports the error, so the file is saved again until Farm sees it.
    const again = bundler === 'farm' ? setInterval(mend, 3000) : undefined
    await expect.poll(output, { timeout: 30_000, interval: 200 }).toBe('third')
    clearInterval(again)
    expect(state.error).toBeUndefined()
  })

  // Farm does not notice files that disappear and return.
  test.skipIf(bundler === 'farm')('reports a missing guest, and recovers when it is back', async () => {
    rmSync(path.join(project.dir, 'main.wasm'))
    await expect.poll(() => String(state.error), { timeout: 30_000 }).toContain('main.wasm')

    project.write('main.wasm', printer('fourth'))
    await expect.poll(output, { timeout: 30_000, interval: 200 }).toBe('fourth')
    expect(state.error).toBeUndefined()
  })
})
