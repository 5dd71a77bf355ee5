import { rmSync } from 'node:fs'
import path from 'node:path'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { brokenWords, goFiles, lacksGo, words } from '../bundlers/harness/go.js'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { startVite, versions } from '../bundlers/harness/vite.js'
import { hasChromium, launch, result, visit } from './chromium.js'
import { html, program } from './page.js'
import { servers } from './servers.js'

const files = {
  ...goFiles,
  'main.js': program('./cmd/hello/main.go?component'),
  'index.html': html('<script type="module" src="./main.js"></script>'),
}

/** Accepts the new program instead of reloading. */
const accepting = `
import run from './cmd/hello/main.go?component'

const show = async (run) => { globalThis.result = await run() }
await show(run)
import.meta.hot.accept('./cmd/hello/main.go?component', (module) => show(module.default))
`

/** Waits until the page has shown `text`, and prints how long that took since the file was saved. */
async function shows(page: Page, text: string, label?: string): Promise<void> {
  const saved = performance.now()
  await page.waitForFunction((text) => (window as unknown as { result?: { stdout: string } }).result?.stdout === text, text, {
    timeout: 60_000,
  })
  if (label !== undefined) console.info(`${label}: ${Math.round(performance.now() - saved)} ms from save to output`)
}

/** Saves new sources a few times. The first time is slower, because the compiler's cache is cold. */
async function edits(page: Page, project: Project, label: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    project.write('words/words.go', words(name))
    await shows(page, `${name} greets you`, label)
  }
}

const mark = (page: Page) => page.evaluate(() => void ((window as unknown as { kept: boolean }).kept = true))
const isKept = (page: Page) => page.evaluate(() => 'kept' in window)

describe.skipIf(!hasChromium || lacksGo)('sources in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  describe.each(Object.keys(versions) as (keyof typeof versions)[])('dev server of %s', (version) => {
    test('runs a program again after an edit, without a reload', async () => {
      const project = makeProject({ ...files, 'main.js': accepting })
      const server = await startVite(version, project, {})
      const { page, problems } = await visit(browser, server.url)
      await shows(page, 'first greets you')
      await mark(page)
      await edits(page, project, `${version}, accepted`, ['second', 'third'])
      project.write('cmd/hello/note.txt', 'all')
      await shows(page, 'third greets all')
      expect(await isKept(page)).toBe(true)
      expect(problems).toEqual([])
      expect(server.warnings).toEqual([])
      await page.close()
      await server.close()
      project.remove()
    })

    test('reloads a page that does not accept the program, also for a new file and a removed one', async () => {
      const project = makeProject(files)
      const server = await startVite(version, project, {})
      const { page } = await visit(browser, server.url)
      await shows(page, 'first greets you')
      await mark(page)
      await edits(page, project, `${version}, reloaded`, ['second', 'third'])
      expect(await isKept(page)).toBe(false)

      const file = project.write('cmd/hello/zeal.go', 'package main\n\nfunc init() { verb = "hails" }\n')
      await shows(page, 'third hails you')
      rmSync(file)
      await shows(page, 'third greets you')
      await page.close()
      await server.close()
      project.remove()
    })

    test("shows a compiler's error in the overlay, and goes on when it is mended", async () => {
      const project = makeProject(files)
      const server = await startVite(version, project, {})
      const { page } = await visit(browser, server.url)
      await shows(page, 'first greets you')
      project.write('words/words.go', brokenWords)
      const overlay = page.locator('vite-error-overlay')
      await overlay.waitFor({ state: 'attached' })
      const textOf = (part: string) => overlay.locator(part).textContent()
      const file = path.join(project.dir, 'words/words.go')
      expect(await textOf('.message-body')).toContain('undefined: undefinedName')
      expect(await textOf('.file')).toContain(`${file}:4:9`)
      expect(await textOf('.frame')).toContain('4 |     return undefinedName\n  |            ^')
      // The place is a link to the editor.
      expect(await overlay.locator('.file .file-link').count()).toBe(1)

      // Another error takes its place, and a program that compiles takes that away.
      project.write('words/words.go', brokenWords.replace('undefinedName', 'anotherName'))
      await expect.poll(() => textOf('.message-body'), { timeout: 30_000 }).toContain('undefined: anotherName')
      await edits(page, project, `${version}, mended`, ['second'])
      expect(await overlay.count()).toBe(0)
      await page.close()
      await server.close()
      project.remove()
    })

    test('shows the error of a program that never compiled, and runs it when it is mended', async () => {
      const project = makeProject({ ...files, 'words/words.go': brokenWords })
      const server = await startVite(version, project, {})
      const { page } = await visit(browser, server.url)
      const overlay = page.locator('vite-error-overlay')
      await overlay.waitFor({ state: 'attached' })
      expect(await overlay.locator('.message-body').textContent()).toContain('undefined: undefinedName')
      await edits(page, project, `${version}, mended`, ['first'])
      await page.close()
      await server.close()
      project.remove()
    })
  })

  const others = servers.filter(({ name }) => ['webpack-serve', 'rspack-serve', 'esbuild-serve'].includes(name))
  test.each(others)('$name: an edited program, by $changes', async ({ name, files: own, changes, start }) => {
    const project = makeProject({ ...own, ...goFiles, 'main.js': files['main.js'] })
    const served = await start(project)
    const { page } = await visit(browser, served.url)
    expect(await result(page)).toMatchObject({ stdout: 'first greets you' })
    for (const text of ['second', 'third']) {
      project.write('words/words.go', words(text))
      const saved = performance.now()
      const output = async () => {
        if (changes === 'visit') await page.reload()
        return ((await result(page)) as { stdout: string }).stdout
      }
      await expect.poll(output, { timeout: 40_000, interval: 20 }).toBe(`${text} greets you`)
      console.info(`${name}: ${Math.round(performance.now() - saved)} ms from save to output`)
    }
    await page.close()
    await served.close()
    project.remove()
  })
})
