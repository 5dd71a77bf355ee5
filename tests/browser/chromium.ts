import { existsSync } from 'node:fs'

import { chromium, type Browser, type Page } from 'playwright-core'

export const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Without Chromium the tests in this folder are skipped. If `CI` is set, `scripts/test.mjs` fails in that case. */
export const hasChromium = existsSync(executablePath)

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

export interface Visit {
  page: Page
  /** The URLs that the page asked for. */
  requests: string[]
  /** Requests that failed or got an HTTP error, and messages that were logged as errors. */
  problems: string[]
}

/** Opens `url` without waiting for anything. */
export async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await browser.newPage()
  const problems: string[] = []
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()}: ${response.status()}`)
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(url)
  return { page, requests, problems }
}

/** The value that the page's program stored in `window.result`. */
export async function result(page: Page): Promise<unknown> {
  await page.waitForFunction(() => 'result' in window)
  return page.evaluate(() => (window as unknown as { result: unknown }).result)
}
