import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { hasChromium, launch } from './chromium.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { watch } from './page.js'
import { serve, type Served } from './serve.js'

const here = (...parts: string[]) => path.resolve(import.meta.dirname, ...parts)
const [examples, output] = [here('../../examples'), here('../.output')]

let folder: string
let sites: Record<'go-format' | 'typescript', Served>
beforeAll(async () => {
  mkdirSync(output, { recursive: true })
  folder = mkdtempSync(path.join(output, 'demonstrations-'))
  const example = path.join(folder, 'typescript')
  const written = new Set(['node_modules', '.cache', 'dist', 'stand-in'])
  for (const name of ['shared', 'typescript']) {
    cpSync(path.join(examples, name), path.join(folder, name), {
      recursive: true,
      filter: (file) => !written.has(path.basename(file)),
    })
  }
  symlinkSync(path.join(examples, 'typescript/node_modules'), path.join(example, 'node_modules'), 'junction')
  // TypeScript's compiler takes minutes to build. The page is tested with a program that speaks like it.
  mkdirSync(path.join(example, '.cache'))
  copyFileSync(fixturePath('typescript-stand-in'), path.join(example, '.cache/tsgo.wasm'))
  writeFileSync(path.join(example, '.cache/notices.txt'), 'the notices of the compiler\n')
  sites = {
    'go-format': await built(path.join(examples, 'go-format'), path.join(folder, 'go-format-site')),
    typescript: await built(example, path.join(folder, 'typescript-site')),
  }
})
afterAll(async () => {
  for (const site of Object.values(sites ?? {})) await site.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Builds a page, with a script that collects what goes wrong in it. */
async function built(root: string, outDir: string): Promise<Served> {
  const watched = (html: string) => html.replace('<head>', `<head><script>${watch}</script>`)
  const plugins = [{ name: 'watched', transformIndexHtml: watched }]
  await build({ root, plugins, build: { outDir, emptyOutDir: true }, logLevel: 'error' })
  return serve(outDir)
}

/** Waits until an expression in the page is true, and returns what the page then says about its state. */
const until = async (tab: Tab, condition: string): Promise<string> =>
  String(
    await tab.evaluate(`(async () => {
      const [text, shown] = [document.querySelector('textarea'), (id) => document.getElementById(id)?.textContent]
      const end = Date.now() + 20_000
      while (!(${condition})) {
        if (Date.now() > end) throw new Error('The page shows ' + document.body.innerText + text.value)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return shown('state')
    })()`),
  )

/** Inserts characters that not every keyboard has. */
const insert = (tab: Tab, text: string) => tab.evaluate(`document.execCommand('insertText', false, '${text}')`)

/** Puts the cursor of the editor there. */
const cursor = (tab: Tab, start: string, end = start) =>
  tab.evaluate(`(() => {
    const text = document.querySelector('textarea')
    text.focus()
    text.setSelectionRange(${start}, ${end})
    return true
  })()`)

const focus = (tab: Tab, selector: string) => tab.evaluate(`(document.querySelector('${selector}').focus(), true)`)
const selected = 'text.value.slice(text.selectionStart, text.selectionEnd)'

inEachEngine('examples/go-format, in $name', (_, browser) => {
  test('formats what is typed, and leads to its errors', async () => {
    const tab = await browser().open(sites['go-format'].url)
    await until(tab, String.raw`shown('result').includes('import (\n\t"fmt"\n\t"os"\n\t"strings"\n)')`)
    await cursor(tab, '0', 'text.value.length')
    await tab.press(...'package p', 'Enter', ...'var  ')
    await insert(tab, 'é')
    await tab.press(...',x=1,2')
    expect(await until(tab, String.raw`shown('result') === 'package p\n\nvar é, x = 1, 2\n'`)).toContain('No errors.')

    await tab.press(' ', '+')
    expect(await until(tab, "shown('problems') !== ''")).toMatch(/^1 error\./)
    expect(await tab.evaluate("document.querySelector('#problems').innerText.trim()")).toMatch(
      /^2:15\s+expected operand, found 'EOF'$/,
    )
    expect(await tab.evaluate("document.querySelectorAll('.layers u').length")).toBe(1)
    // The column counts characters, and the error is at the end of the line.
    await focus(tab, '#problems button')
    await tab.press('Enter')
    await until(tab, `document.activeElement === text && ${selected} === '+'`)

    await tab.press('Backspace')
    await until(tab, "shown('problems') === ''")
    await focus(tab, '#changes')
    await tab.press('Enter')
    await until(tab, "document.querySelectorAll('.added')[1]?.textContent === '+ var é, x = 1, 2'")
    await focus(tab, '#apply')
    await tab.press('Enter')
    expect(
      await until(tab, String.raw`text.value === 'package p\n\nvar é, x = 1, 2\n' && shown('state').endsWith('formatted.')`),
    ).toBe('No errors. The source is formatted.')
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })
})

/** Chromium reports the request of a program as aborted if its progress was followed, although it was answered. */
const problemsOf = async (tab: Tab) => (await tab.problems()).filter((problem) => !problem.endsWith('.wasm: net::ERR_ABORTED'))

inEachEngine('examples/typescript with a stand-in for the compiler, in $name', (engine, browser) => {
  test('checks what is typed, and leads to errors in every file', async () => {
    const tab = await browser().open(sites.typescript.url)
    await until(tab, "shown('state') === 'No errors.'")
    expect(await tab.evaluate("document.querySelector('#progress').hidden")).toBe(true)
    await cursor(tab, '0')
    await tab.press(...'let ')
    await insert(tab, 'é')
    await tab.press(...", b: number = 'x'", 'Enter')
    expect(await until(tab, "shown('problems') !== ''")).toBe('1 error')
    expect(await tab.evaluate("document.querySelector('#problems').innerText.trim()")).toMatch(
      /^main\.ts:1:8\s+Type 'string' is not assignable to type 'number'\. \(TS2322\)$/,
    )
    expect(await tab.evaluate("document.querySelector('.layers u').textContent")).toBe('b')

    // The arrow keys go to the next file, and the error leads back.
    await focus(tab, '[role=tab][aria-selected=true]')
    await tab.press('ArrowRight')
    await until(tab, "document.activeElement.textContent === 'shop.ts' && text.value.includes('interface Order')")
    await focus(tab, '#problems button')
    await tab.press('Enter')
    await until(tab, `document.activeElement === text && ${selected} === 'b'`)

    // Another project has other files.
    await tab.evaluate(`(() => {
      const project = document.querySelector('#project')
      project.value = 'enums'
      return project.dispatchEvent(new Event('change'))
    })()`)
    await until(tab, "shown('state') === 'No errors.' && shown('tabs').includes('library.ts')")
    expect(await problemsOf(tab)).toEqual([])
    await tab.close()
  })

  test.runIf(engine.endsComputing)('ends a check that new text has overtaken', async () => {
    const tab = await browser().open(sites.typescript.url)
    await until(tab, "shown('state') === 'No errors.'")
    await cursor(tab, '0')
    // The stand-in computes forever if it sees this word.
    await tab.press(...'endless')
    await until(tab, "shown('time') === 'Checking …'")
    await tab.press('Backspace', ..."x: number = ''")
    expect(await until(tab, "shown('problems') !== ''")).toBe('1 error')
    expect(await problemsOf(tab)).toEqual([])
    await tab.close()
  })
})

test('the notices are beside the pages', async () => {
  const notices = async (site: Served) => (await fetch(`${site.url}THIRD-PARTY.txt`)).text()
  expect(await notices(sites['go-format'])).toContain('Copyright 2009 The Go Authors.')
  expect(await notices(sites.typescript)).toContain('the notices of the compiler')
})

describe.skipIf(!hasChromium)('in Chromium, examples/go-format', () => {
  const typed = (text: string) => `(() => {
    const area = document.querySelector('textarea')
    area.value = ${JSON.stringify(text)}
    area.dispatchEvent(new Event('input'))
  })()`

  test('formats what was typed last, however long it is', async () => {
    const browser = await launch()
    const page = await browser.newPage()
    await page.goto(sites['go-format'].url)
    await page.waitForFunction(() => document.querySelector('#state')?.textContent?.startsWith('No errors'))
    // The formatter has not run yet when the button is pressed.
    await page.evaluate(`${typed('package p\n\nvar  x=1\n')}, document.querySelector('#apply').click()`)
    await page.waitForFunction(() => document.querySelector('textarea')?.value === 'package p\n\nvar x = 1\n')

    // More parts than a call may have arguments.
    const long = `package p\n\nvar x = []int{\n${`${'\t'}${'1, '.repeat(99)}1,\n`.repeat(700)}}\n`
    await page.evaluate(typed(`${long}\n\n`))
    await page.waitForFunction((text) => document.querySelector('#result')?.textContent === text, long)
    await browser.close()
  })

  test('says that the formatter could not be loaded', async () => {
    const browser = await launch()
    const page = await browser.newPage()
    await page.route('**/*.wasm', (route) => route.abort())
    await page.goto(sites['go-format'].url)
    await page.waitForFunction(() =>
      document.querySelector('#state')?.textContent?.startsWith('The formatter could not be loaded.'),
    )
    await browser.close()
  })
})

describe.skipIf(!hasChromium)('in Chromium, axe-core finds nothing in', () => {
  test.each(['go-format', 'typescript'] as const)('examples/%s', async (name) => {
    const browser = await launch()
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 740 } })
      await page.goto(sites[name].url)
      await page.waitForFunction(() => document.querySelector('#state')?.textContent?.startsWith('No errors'))
      await page.locator('textarea').fill(name === 'go-format' ? 'package p\n\nvar = 1 // why' : "const a: number = 'x' // why")
      await page.locator('#problems button').first().waitFor()
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') })
      const found = (await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))',
      )) as unknown
      expect(found).toEqual([])
      // Nothing makes the page wider than its window.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      await page.close()
    }
    await browser.close()
  })
})
