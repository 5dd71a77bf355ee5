import { existsSync } from 'node:fs'

import { chromium, type Browser, type Page } from 'playwright-core'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Where there is no Chromium the tests of this folder are skipped; `scripts/test.mjs` fails then where `CI` is set. */
export const hasChromium = existsSync(executablePath)

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

export interface Visit {
  page: Page
  /** Requests that failed or got an HTTP error, and what was logged as an error. */
  problems: string[]
}

/** Opens `url` and waits for nothing. */
export async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`)
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(url)
  return { page, problems }
}

/** What the page's program put into `window.result`. */
export async function result(page: Page): Promise<unknown> {
  await page.waitForFunction(() => 'result' in window)
  return page.evaluate(() => (window as unknown as { result: unknown }).result)
}
