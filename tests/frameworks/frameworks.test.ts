import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { hasChromium, launch, visit } from '../browser/chromium.js'
import { build, copyExample, type Example, type Site } from './example.js'
import { rows } from './rows.js'

const minutes = 60_000

// A CI without Chromium has to fail.
const withBrowser = hasChromium || Boolean(process.env.CI)
if (!withBrowser) console.log('no Chromium: the pages of the examples are built but not visited')

describe.each(rows)('examples/$name $script', ({ name, script, serve, answers }) => {
  let example: Example | undefined
  let site: Site | undefined
  beforeAll(async () => {
    example = copyExample(name)
    await build(example, script === undefined ? undefined : [script])
    site = await serve(example.dir)
  }, 5 * minutes)
  afterAll(async () => {
    await site?.close()
    example?.remove()
  })

  test('answers requests', async () => {
    for (const { path, body, text } of answers) {
      const response = await fetch(site!.url + path, body === undefined ? {} : { method: 'POST', body })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain(text)
    }
  })

  describe.runIf(withBrowser)('in Chromium', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await launch()
    })
    afterAll(() => browser?.close())

    test('runs the program in the page', async () => {
      const { page, problems } = await visit(browser, site!.url)
      await expect
        .poll(
          async () => {
            // A page from a server arrives before its script has loaded.
            await page.getByLabel('Whom to greet').fill('Linus')
            await page.getByRole('button', { name: 'Run' }).click()
            return page.locator('#browser').textContent()
          },
          { timeout: minutes, interval: 200 },
        )
        .toMatch(/^go[\d.]+ on wasip1\/wasm says:\n  1\. Hello, Linus\n/)
      expect(problems).toEqual([])
      await page.close()
    })
  })
})

test('examples/vite-react has the types of @unwasi/core/client', async () => {
  const example = copyExample('vite-react')
  await example.run('npm run --silent check')
  example.remove()
})
