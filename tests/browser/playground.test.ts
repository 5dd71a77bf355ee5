import { createHash } from 'node:crypto'
import path from 'node:path'

import { componentize } from '@unwasi/core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { writeLink } from '../../examples/playground/src/model/link.js'
import { adapt } from '../../fixtures/components.mjs'
import { fixture, fixturePath } from '../../fixtures/index.mjs'
import { hasChromium, launch } from './chromium.js'
import { inEachEngine } from './engines/index.js'
import { findings, focusIsVisible, openWith, overflows, tabTo } from './playground/access.js'
import { buildSite, type Site } from './playground/site.js'
import { User } from './playground/user.js'
import { serve, type Served } from './serve.js'

const go = fixture('go')
const broken = await adapt(go)
/** `(module (memory (export "memory") 1) (func (export "_initialize")) (func (export "forever") (loop br 0)))` */
const endless = Buffer.from(
  'AGFzbQEAAAABBAFgAAADAwIAAAUDAQABByIDBm1lbW9yeQIAC19pbml0aWFsaXplAAAHZm9yZXZlcgABCgwCAgALBwADQAwACws=',
  'base64',
)
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let site: Site
/** Another site, with a program. */
let elsewhere: Served
beforeAll(async () => {
  site = await buildSite({
    'go.wasm': go,
    'broken.wasm': broken,
    'threads.wasm': fixture('threads'),
    'typed.wasm': fixture('p2-typed'),
    'library.wasm': fixture('library'),
  })
  elsewhere = await serve(path.dirname(fixturePath('hello')), '/', { 'access-control-allow-origin': '*' })
})
afterAll(async () => {
  await site?.close()
  await elsewhere?.close()
})

inEachEngine('the playground, in $name', ({ name }, browser) => {
  test('runs a Go program with arguments and files, and converts it', async () => {
    const tab = await browser().open(site.url)
    const user = new User(tab)
    await user.sees('.sample strong', /Count words/)
    await user.drops('go.wasm')
    expect(await user.sees('#verdict-title', /program/)).toContain('A program made with Go')
    expect(await user.sees('.adapter')).toContain('With the official adapter crashes')

    await user.fills('Arguments', `args one 'two words'`)
    await user.clicks('Run')
    expect(await user.sees('.ending', /Exit code/)).toContain('Exit code 0')
    expect(await user.terminal(/two words/)).toContain('one')

    // The program makes a folder with the name of this file, so it fails after it has written another file.
    await user.clicks('Files, environment and limits')
    await user.clicks('New file')
    await user.fills('Path', 'sub')
    await user.fills('Contents', 'in its way')
    await user.clicks('Save')
    await user.fills('Arguments', 'file /')
    await user.clicks('Run')
    expect(await user.sees('.ending', /Exit code 1/)).toContain('Exit code 1')
    await user.clicks('a.txt')
    expect(await user.sees('dialog .contents')).toBe('Jello\nworld\n')
    await user.clicks('Close')

    await user.clicks('Download component')
    expect(await user.saved()).toEqual(['go.component.wasm', hash(await componentize(go, { cache: false }))])
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })

  test('stops a program that computes', async () => {
    const tab = await browser().open(site.url)
    const user = new User(tab)
    await user.drops('go.wasm')
    await user.fills('Arguments', 'bench clock 1000000000000')
    await user.clicks('Run')
    await user.clicks('Stop')
    expect(await user.sees('.ending')).toContain('Stopped')
    await user.fills('Arguments', 'exit 7')
    await user.clicks('Run')
    expect(await user.sees('.ending', /Exit/)).toContain('Exit code 7')
    await tab.close()
  })

  test('repairs a broken component', async () => {
    const tab = await browser().open(site.url)
    const user = new User(tab)
    await user.drops('broken.wasm')
    expect(await user.sees('#verdict-title', /component/)).toContain('This component crashes elsewhere')
    // In the broken component, the first command fails after it has grown its memory. It takes seconds.
    await user.fills('Arguments', name === 'Chromium' ? 'heap' : 'exit 7')
    await user.clicks('Run')
    expect(await user.sees('.ending', /code/)).toContain('Exit code 7')
    await user.clicks('Download component')
    expect(await user.saved()).toEqual(['broken.component.wasm', hash(await componentize(broken, { cache: false }))])
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })

  test('asks before it opens the address in a link', async () => {
    const { fragment } = writeLink({
      source: { is: 'address', address: `${elsewhere.url}hello.wasm` },
      form: { args: '', env: '', mode: 'text', input: '', timeout: '5', files: new Map() },
    })
    const tab = await browser().open(site.url + fragment)
    const user = new User(tab)
    expect(await user.sees('.ask')).toContain(`${elsewhere.url}hello.wasm`)
    await user.clicks('Fetch it')
    await user.sees('#verdict-title', /program/)
    await user.clicks('Run')
    expect(await user.sees('.ending', /code/)).toContain('Exit code 0')
    expect(await user.terminal(/hello/)).toContain('hello')
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })

  test('says why it refuses a program, and calls the functions of a library', async () => {
    const tab = await browser().open(site.url)
    const user = new User(tab)
    await user.drops('threads.wasm')
    expect(await user.sees('.refusal', /What to do/)).toContain('WASI 0.2 has no threads')
    await user.drops('typed.wasm')
    await user.sees('#verdict-title', /component/)
    await user.calls('greet', ['"you"'])
    expect(await user.sees('.value')).toContain('hello, you')
    await user.drops('library.wasm')
    await user.sees('#verdict-title', /library/)
    await user.calls('addLong', ['9007199254740993', '2'])
    expect(await user.sees('.value')).toBe('9007199254740995')
    expect(await user.sees('.printed')).toBe('initialised\n')
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })
})

describe.skipIf(!hasChromium)('the playground, for everyone', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  const looks = (['light', 'dark'] as const).flatMap((theme) => [360, 1280].map((width) => ({ theme, width })))
  test.each(looks)('has nothing that axe-core finds, in $theme at $width pixels', async (look) => {
    const page = await openWith(browser, site.url, look)
    expect(await findings(page)).toEqual([])
    expect(await overflows(page)).toBe(false)

    await page.getByRole('button', { name: 'Draw a fractal' }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('Exit code 0').waitFor()
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => details.toggleAttribute('open', true)))
    expect(await findings(page)).toEqual([])
    expect(await overflows(page)).toBe(false)
    // The rest of the page has the same controls, so two of the four looks are enough.
    if (look.theme === (look.width === 360 ? 'light' : 'dark')) return page.context().close()

    await page.getByRole('button', { name: 'mandelbrot.png', exact: true }).click()
    await page.getByRole('dialog').waitFor()
    expect(await findings(page)).toEqual([])
    await page.goto(`${site.url}#sample=numbers`)
    await page.getByRole('button', { name: 'Call collatz' }).click()
    await page.locator('.value').waitFor()
    expect(await findings(page)).toEqual([])
    expect(await overflows(page)).toBe(false)
    await page.context().close()
  })

  test("opens files again on Back and Forward, and says why it can't open one", async () => {
    const page = await openWith(browser, site.url, { theme: 'light', width: 1280 })
    const shows = (name: string) => page.locator('.file-name', { hasText: name }).waitFor()
    const choose = (name: string, content: Uint8Array) =>
      page.locator('#file').setInputFiles({ name, mimeType: 'application/wasm', buffer: Buffer.from(content) })
    await choose('first.wasm', fixture('hello'))
    await shows('first.wasm')
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor()

    await page.locator('.skip').focus()
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    await shows('first.wasm')

    await choose('empty.wasm', new Uint8Array())
    await page.locator('.lead', { hasText: 'empty' }).waitFor()
    await choose('name\u202e.wasm', fixture('hello'))
    await shows('name\\u202e.wasm')
    expect(await page.title()).toContain('name\\u202e.wasm')
    await page.goBack()
    await shows('empty.wasm')
    await page.goBack()
    await shows('first.wasm')
    await page.goBack()
    await page.locator('#landing').waitFor()
    await page.goForward()
    await shows('first.wasm')

    await page.goto(`${site.url}#sample=no-such`)
    await page.getByText('There is no sample with the name no-such').waitFor()
    await page.goto(`${site.url}#s=no.such`)
    await page.getByText('The link is damaged').waitFor()
    await page.context().close()
  })

  test('sends the program what is typed, and text that comes without keys', async () => {
    const page = await openWith(browser, `${site.url}#sample=words`, { theme: 'light', width: 1280 })
    await page.getByRole('radio', { name: 'Lines that I type' }).check()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.locator('.xterm-rows', { hasText: 'Grace' }).waitFor()
    await page.keyboard.type('typed ')
    await page.keyboard.insertText('日本語')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+D')
    await page.getByText('Exit code 0').waitFor()
    const output = await page.locator('.xterm-rows').textContent()
    expect(output).toMatch(/typed 日本語.*words on stdin:.*1 #/s)
    expect(output?.match(/typed/g)).toHaveLength(2)
    expect(output?.match(/日本語/g)).toHaveLength(2)
    await page.context().close()
  })

  test('ends the calls of a library that is left, and starts none twice', async () => {
    const page = await openWith(browser, site.url, { theme: 'light', width: 1280 })
    await page
      .locator('#file')
      .setInputFiles({ name: 'endless.wasm', mimeType: 'application/wasm', buffer: Buffer.from(endless) })
    const call = page.getByRole('button', { name: 'Call forever' })
    await call.click()
    const stop = await page.getByRole('button', { name: 'Stop' }).elementHandle()
    await call.press('Enter')
    expect(await stop?.evaluate((button) => button.isConnected)).toBe(true)
    await page.evaluate(() => {
      const { terminate } = Worker.prototype
      Worker.prototype.terminate = function (this: Worker) {
        document.title = 'A worker has ended'
        terminate.call(this)
      }
    })
    await page.locator('#home').click()
    await page.waitForFunction(() => document.title === 'A worker has ended')
    await page.context().close()
  })

  test('is used by keyboard alone', async () => {
    const page = await openWith(browser, site.url, { theme: 'light', width: 1280 })
    const { keyboard } = page
    await tabTo(page, /Skip to the content/)
    await keyboard.press('Enter')
    await tabTo(page, /Draw a fractal/)
    expect(await focusIsVisible(page)).toBe(true)
    await keyboard.press('Enter')
    await page.locator('h1:focus', { hasText: 'A WASI program' }).waitFor()

    await tabTo(page, /Arguments/)
    await keyboard.press('ControlOrMeta+A')
    await keyboard.type('--picture out/small.png')
    await tabTo(page, /Files, environment and limits/)
    await keyboard.press('Enter')
    await tabTo(page, /New folder/)
    await keyboard.press('Enter')
    await keyboard.type('out')
    await keyboard.press('Enter')
    await page.locator('.tree', { hasText: 'out/' }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('New folder')

    await tabTo(page, /^Run$/)
    expect(await focusIsVisible(page)).toBe(true)
    await keyboard.press('Space')
    await page.getByText('Exit code 0').waitFor()
    // The terminal does not keep the focus.
    await tabTo(page, /Terminal input/)
    await tabTo(page, /^out\/small\.png$/)
    await keyboard.press('Enter')
    await page.getByRole('img', { name: 'The picture in out/small.png' }).waitFor()
    await keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('out/small.png')

    await tabTo(page, /Copy link/)
    await keyboard.press('Enter')
    await page.getByText('The link is in the clipboard.').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByLabel('Arguments').waitFor()
    expect(await page.getByLabel('Arguments').inputValue()).toBe('--picture out/small.png')
    await page.locator('.tree', { hasText: 'out/' }).waitFor()
    await page.context().close()
  })
})
