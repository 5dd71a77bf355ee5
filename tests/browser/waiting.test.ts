import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { componentize, transpile } from '@unwasi/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { hasChromium, launch, visit } from './chromium.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'

/** Each job runs in the page. conformance.test.ts explains why its code is not sent there. */
const program = `<script type="module">
import run from './go.js'
const ticking = async (job) => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 10)
  try {
    return { ...(await job()), ticks }
  } finally {
    clearInterval(timer)
  }
}
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
async function* slowly() {
  for (const word of ['one ', 'two ', 'three']) {
    await later(50)
    yield word
  }
}
globalThis.jobs = {
  sleep: () => ticking(() => run(['sleep', '200'])),
  stdin: () => ticking(() => run(['cat'], { input: slowly() })),
  native: async () => {
    const { default: native } = await import('./native.js')
    return ticking(() => native(['one'], { input: slowly() }))
  },
  together: async () => {
    const results = await Promise.all([1, 2, 3].map((n) => run(['cat'], { input: slowly(), env: { N: String(n) } })))
    return results.map(({ stdout }) => stdout)
  },
}
</script>`

/** Components wait in different functions: through bridge and adapter, or in the program's own calls. */
const kinds: Record<string, { runtime: string; guests: () => Promise<Record<string, Uint8Array>> }> = {
  module: { runtime: 'standalone', guests: async () => ({ go: fixture('go') }) },
  component: {
    runtime: 'standalone-components',
    guests: async () => ({ go: await componentize(fixture('go'), { cache: false }), native: fixture('p2-native') }),
  },
}

describe.skipIf(!hasChromium).each(Object.keys(kinds))('a %s that waits, in Chromium (JSPI)', (kind) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-waiting-'))
  let browser: Browser
  let served: Served
  let page: Page

  beforeAll(async () => {
    const { runtime, guests } = kinds[kind]!
    copyFileSync(createRequire(import.meta.url).resolve(`@unwasi/runtime/${runtime}`), path.join(folder, 'runtime.js'))
    for (const [name, guest] of Object.entries(await guests())) {
      const { code, assets } = await transpile(guest, { name: `${name}.wasm`, runtime: './runtime.js', cache: false })
      for (const asset of assets) writeFileSync(path.join(folder, asset.name), asset.bytes)
      writeFileSync(path.join(folder, `${name}.js`), code)
    }
    writeFileSync(path.join(folder, 'index.html'), html(program))
    browser = await launch()
    served = await serve(folder)
    page = (await visit(browser, served.url)).page
    await page.waitForFunction(() => 'jobs' in globalThis)
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
    rmSync(folder, { recursive: true })
  })

  const job = (name: string): Promise<unknown> =>
    page.evaluate((which) => (globalThis as unknown as { jobs: Record<string, () => unknown> }).jobs[which]!(), name)

  test('a sleep does not freeze the page', async () => {
    const { exitCode, stdout, ticks } = (await job('sleep')) as { exitCode: number; stdout: string; ticks: number }
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'slept 200\n' })
    // There are 20 ticks at best, and a guest that spins would let none through.
    expect(ticks).toBeGreaterThan(3)
  })

  test('standard input may arrive in pieces', async () => {
    const { exitCode, stdout, ticks } = (await job('stdin')) as { exitCode: number; stdout: string; ticks: number }
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'one two three' })
    expect(ticks).toBeGreaterThan(3)
  })

  test.runIf(kind === 'component')('standard input may arrive in pieces for a program that calls WASI 0.2 itself', async () => {
    const { exitCode, stdout, ticks } = (await job('native')) as { exitCode: number; stdout: string; ticks: number }
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: 'native.wasm\none\none two three' })
    expect(ticks).toBeGreaterThan(3)
  })

  test('several guests wait concurrently', async () => {
    expect(await job('together')).toEqual(['one two three', 'one two three', 'one two three'])
  })
})
