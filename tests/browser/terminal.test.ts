import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { fixturePath } from '../../fixtures/index.mjs'
import { inEachEngine, type Tab } from './engines/index.js'
import { watch } from './page.js'
import { serve, type Served } from './serve.js'

const example = path.resolve(import.meta.dirname, '../../examples/terminal')

let folder: string
let site: Served
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'unwasi-terminal-'))
  const page = readFileSync(path.join(example, 'index.html'), 'utf8')
  writeFileSync(path.join(folder, 'index.html'), page.replace('<head>', `<head><script>${watch}</script>`))
  for (const file of ['main.ts', 'vite.config.ts', 'package.json']) cpSync(path.join(example, file), path.join(folder, file))
  symlinkSync(path.join(example, 'node_modules'), path.join(folder, 'node_modules'))
  copyFileSync(fixturePath('terminal'), path.join(folder, 'main.wasm'))
  await build({ root: folder, logLevel: 'error' })
  site = await serve(path.join(folder, 'dist'))
})
afterAll(async () => {
  await site?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a screen reader gets of the terminal, once it matches. */
const shown = async (tab: Tab, pattern: RegExp): Promise<string> => {
  const text = "document.querySelector('.xterm-accessibility').textContent.replace(/\\u00a0/g, ' ')"
  return String(
    await tab.evaluate(`(async () => {
      for (;;) {
        const text = ${text}
        if (${String(pattern)}.test(text)) return text
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()`),
  )
}

inEachEngine('the terminal of examples/terminal, in $name', (engine, browser) => {
  const typed = (tab: Tab, text: string) => tab.press(...text, 'Enter')

  test.runIf(engine.jspi)('edits lines, follows the size, ticks and ends', async () => {
    const tab = await browser().open(site.url)
    await shown(tab, /Type help/)
    await typed(tab, 'helo')
    expect(await shown(tab, /unknown command/)).toContain('"helo"')
    await tab.press('ArrowUp', 'ArrowLeft', 'p', 'ArrowRight', 'Backspace', 'Enter')
    await shown(tab, /prints the size/)
    await tab.evaluate("document.body.style.width = '400px', dispatchEvent(new Event('resize')), true")
    await typed(tab, 'size')
    const [, columns] = /(\d+) x \d+/.exec(await shown(tab, /\d+ x \d+/)) ?? []
    expect(Number(columns)).toBeLessThan(60)
    // The program's clock ticks while it waits for a key.
    await typed(tab, 'watch')
    await shown(tab, /400ms/)
    await tab.press('q')
    await typed(tab, 'exit 7')
    expect(await tab.evaluate(`(${ended})()`)).toBe('The program has ended with code 7.')
    expect(await tab.problems()).toEqual([])
    await tab.close()
  })

  test.runIf(engine.jspi)('stays responsive while the program computes, and stops it', async () => {
    const tab = await browser().open(site.url)
    await shown(tab, /Type help/)
    await typed(tab, 'primes 100000000')
    const ticks = await tab.evaluate(`(async () => {
      let ticks = 0
      const timer = setInterval(() => ticks++, 10)
      await new Promise((resolve) => setTimeout(resolve, 500))
      clearInterval(timer)
      return ticks
    })()`)
    expect(ticks).toBeGreaterThan(5)
    // The button is reached with the keyboard.
    await tab.evaluate("document.querySelector('#stop').focus(), true")
    await tab.press('Enter')
    expect(await tab.evaluate(`(${ended})()`)).toBe('The program was stopped.')
    await tab.evaluate("document.querySelector('#start').focus(), true")
    await tab.press('Enter')
    await shown(tab, /Type help/)
    await tab.close()
  })

  test.skipIf(engine.jspi)('says what the browser lacks', async () => {
    const tab = await browser().open(site.url)
    expect(await tab.evaluate(`(${ended})()`)).toMatch(/WebAssembly\.Suspending/)
    await tab.close()
  })
})

const ended = `async () => {
  const state = document.querySelector('#state')
  while (!state.value || state.value.includes('running')) await new Promise((resolve) => setTimeout(resolve, 10))
  return state.value
}`
