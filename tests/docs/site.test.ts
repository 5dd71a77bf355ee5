import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import type { AxeResults } from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { entriesOf } from '../../docs/.vitepress/site/entry.js'
import { docs, groups } from '../../docs/.vitepress/site/navigation.js'
import { base } from '../../docs/.vitepress/site/places.js'
import { hasChromium, launch } from '../browser/chromium.js'
import { serve, type Served } from '../browser/serve.js'
import { broken, buildSite, built, linksFromOutside, pages, rendered, type Rendered } from './site.js'

let all: ReadonlyMap<string, Rendered>

beforeAll(async () => {
  await buildSite()
  all = new Map(pages().map((page) => [page, rendered(page)]))
}, 600_000)

test('every page is rendered, with one title', () => {
  const titles = [...all].map(([page, { html }]) => [page, html.match(/<h1\b/g)?.length])
  expect(titles.filter(([, count]) => count !== 1)).toEqual([])
  expect(all.size).toBeGreaterThan(40)
})

test('every page is in the navigation, and every entry exists', () => {
  const entries = groups.flatMap(entriesOf)
  const listed = entries.map(({ page }) => page)
  expect([...all.keys()].filter((page) => page !== 'index' && !listed.includes(page))).toEqual([])
  const missing = entries.filter(
    ({ page, heading }) => !(heading === undefined ? all.has(page) : all.get(page)?.ids.has(heading)),
  )
  expect(missing).toEqual([])
})

test('links of all pages lead somewhere, and fragments to a heading', () => {
  const problems = [...all].flatMap(([page, { links }]) => [...new Set(links)].map((link) => [page, broken(link, page, all)]))
  expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([])
})

test('links from READMEs to the site lead to a page', () => {
  const problems = linksFromOutside().flatMap(({ file, links }) => links.map((link) => [file, broken(link, 'index', all)]))
  expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([])
})

test('llms.txt lists every page, and llms-full.txt has their text', () => {
  const [list, full] = ['llms.txt', 'llms-full.txt'].map((file) => readFileSync(path.join(built, file), 'utf8'))
  const listed = [...list!.matchAll(/\]\(https:\/\/unwasi\.github\.io(\/[^)]*)\)/g)].map(([, file]) => file!)
  expect(listed.filter((file) => !existsSync(path.join(built, file.slice(base.length))))).toEqual([])
  const title = (page: string) => /^# (.*)/m.exec(readFileSync(path.join(docs, `${page}.md`), 'utf8'))![1]!
  const own = [...all.keys()].filter((page) => page !== 'index')
  expect(listed).toHaveLength(own.length)
  expect(own.filter((page) => !full!.includes(`# ${title(page)}\n`))).toEqual([])
})

test('the notices of what the pages contain are beside them', () => {
  const text = readFileSync(path.join(built, 'THIRD-PARTY.txt'), 'utf8')
  for (const name of ['vitepress', 'vue', 'minisearch'])
    expect(text).toContain(`${name}, https://www.npmjs.com/package/${name}\n\n`)
  expect(text).toContain('Permission is hereby granted')
  expect(all.get('index')?.links).toContain(`${base}THIRD-PARTY.txt`)
})

test('the index of the search has every page', () => {
  const chunks = path.join(built, 'assets/chunks')
  const index = readdirSync(chunks).find((file) => file.startsWith('@localSearchIndexroot'))!
  const text = readFileSync(path.join(chunks, index), 'utf8')
  const path_ = (page: string) => base + page.replace(/(?:^|(?<=\/))index$/, '')
  // The home page is laid out by hand.
  expect([...all.keys()].filter((page) => page !== 'index' && !text.includes(`"${path_(page)}#`))).toEqual([])
})

describe.skipIf(!hasChromium && !process.env.CI)('axe finds nothing', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  let browser: Browser
  let site: Served
  beforeAll(async () => {
    browser = await launch()
    site = await serve(built, base)
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })

  // On long pages axe takes seconds, so these are not tried in all ways.
  const places = [
    ['', 'light', 360],
    ['', 'light', 1280],
    ['', 'dark', 360],
    ['', 'dark', 1280],
    ['run', 'dark', 360],
    ['run', 'light', 1280],
    ['reference/api', 'light', 360],
    ['reference/api', 'dark', 1280],
  ] as const
  test.each(places)('on /%s, %s, %i pixels wide', async (page, colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' })
    const tab = await context.newPage()
    await tab.goto(site.url + page)
    await tab.locator('h1').waitFor()
    await tab.addScriptTag({ content: axe })
    const found = await tab.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run())
    expect(found.violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))])).toEqual([])
    // Nothing makes the page wider than the screen.
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await context.close()
  })
})
