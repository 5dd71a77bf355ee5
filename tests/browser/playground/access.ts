// The page under axe-core, and by keyboard alone, in Chromium.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Browser, Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export interface Look {
  theme: 'light' | 'dark'
  width: number
}

/** Opens the page so that axe-core can be added to it, which the policy of the page forbids. */
export async function openWith(browser: Browser, url: string, { theme, width }: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    bypassCSP: true,
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(url)
  return page
}

/** What axe-core finds in the page, one line for each element. */
export async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe })
  const found: unknown = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => [id, target.join(' '), failureSummary].join(': '))))`)
  return Array.isArray(found) ? found.map(String) : [`axe-core returned ${String(found)}`]
}

/** Whether the page is wider than the window. */
export const overflows = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > innerWidth)

/** Presses Tab until the focus is on an element with that name. Throws if the focus has been everywhere before. */
export async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = []
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key)
    const focused = await page.evaluate(() => {
      const { activeElement: element } = document
      if (!(element instanceof HTMLElement)) return ''
      const labels = 'labels' in element && element.labels instanceof NodeList ? [...element.labels] : []
      const label = element.getAttribute('aria-label') ?? labels.map(({ textContent }) => textContent).join(' ')
      return label || (element.textContent ?? '')
    })
    if (name.test(focused)) return
    seen.push(focused.slice(0, 30))
  }
  throw new Error(`Tab does not reach ${name}, but ${seen.join(' | ')}`)
}

/** Whether one can see where the focus is. */
export const focusIsVisible = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement: element } = document
    return element !== null && parseFloat(getComputedStyle(element).outlineWidth) >= 2 && element.matches(':focus-visible')
  })
