import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { makeProject } from '../bundlers/harness/project.js'
import { printer } from '../bundlers/harness/tiny.js'
import { hasChromium, launch, result, visit } from './chromium.js'
import { withWorker } from './page.js'
import { servers } from './servers.js'

describe.skipIf(!hasChromium)("a bundler's own server in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each(servers)('$name runs the guest, also in a worker', async ({ files, start }) => {
    const project = makeProject(withWorker(files))
    const served = await start(project)
    const { page, problems } = await visit(browser, `${served.url}?arg=heap`)
    expect(await result(page)).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
    expect(await page.evaluate('inWorker()')).toBe('one\n')
    expect(problems).toEqual([])
    await page.close()
    await served.close()
    project.remove()
  })

  test.each(servers.filter(({ changes }) => changes !== 'none'))('$name: a changed guest, by $changes', async (row) => {
    const project = makeProject({ ...row.files, 'main.wasm': printer('first') })
    const served = await row.start(project)
    const { page, problems } = await visit(browser, served.url)
    const output = async () => ((await result(page)) as { stdout: string }).stdout
    expect(await output()).toBe('first')
    project.write('main.wasm', printer('second'))
    const next = async () => {
      if (row.changes === 'visit') {
        // esbuild forgets the files of a build once the next one is done, so a page of the build before may find its guest gone.
        problems.length = 0
        await page.reload()
      }
      return output()
    }
    await expect.poll(next, { timeout: 20_000 }).toBe('second')
    expect(problems).toEqual([])
    await page.close()
    await served.close()
    project.remove()
  })
})
