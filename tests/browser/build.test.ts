import { writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { moveAway } from '../bundlers/harness/execute.js'
import { makeProject } from '../bundlers/harness/project.js'
import { hasChromium, launch, result, visit } from './chromium.js'
import { rows } from './rows.js'
import { serve } from './serve.js'

describe.skipIf(!hasChromium)('a build in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each(rows)('$bundler: $label', async ({ build, base = '/', files, page: text }) => {
    const project = makeProject(files)
    const { dir, warnings } = await build(project)
    if (text !== undefined) writeFileSync(path.join(dir, 'index.html'), text)
    const served = await serve(moveAway(dir), base)
    project.remove()

    const { page, problems } = await visit(browser, `${served.url}?arg=heap`)
    expect(await result(page)).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
    expect(problems).toEqual([])
    expect(warnings).toEqual([])
    await page.close()
    await served.close()
  })
})
