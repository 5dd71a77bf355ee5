// `npm create unwasi`, as it is published, makes projects, and they build and run, as packages/create/README.md says.
// `UNWASI_CREATE=all` runs all of them.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { languages } from '../../packages/create/src/templates.js'
import { hasChromium, launch, visit } from '../browser/chromium.js'
import { serve as serveFiles } from '../browser/serve.js'
import { createProject, madeHosts, scriptsOf } from './create/project.js'
import { rows, ways, type Row } from './create/rows.js'
import { hasNode, run, serve } from './processes.js'

const minutes = 60_000
const required = Boolean(process.env.CI)
const all = process.env.UNWASI_CREATE === 'all'

let browser: Browser | undefined
beforeAll(async () => {
  if (hasChromium || required) browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  for (const host of await madeHosts()) rmSync(host, { recursive: true, force: true, maxRetries: 5 })
}, minutes)

const named = rows.map((row) => [`${row.template}, ${row.language} ${row.options}`.trim(), row] as const)

describe.skipIf(!hasNode && !required)('npm create unwasi', () => {
  test.each(named)(
    '%s',
    async (_, row) => {
      const dir = await createProject(row)
      const scripts = scriptsOf(dir)
      for (const script of ['build', 'check']) if (scripts[script] !== undefined) await run(dir, `npm run ${script}`)
      const { kind, dev } = ways[row.template]
      await built[kind](dir, printed(dir, row))
      if (all && kind !== 'command' && dev !== undefined)
        await visited(await serve(dir, `npm run dev -- ${dev}`), served[kind], printed(dir, row))
    },
    5 * minutes,
  )
})

/** The lines of the program, or of the one that stands in for it. In HTML, they are in an element. */
function printed(dir: string, { language }: Row): RegExp {
  const stands = language === 'wasm' || existsSync(path.join(dir, 'program/stand-in.wasm'))
  const title = languages[language].title.replaceAll('+', '\\+')
  const says = stands ? 'This is a small stand-in program' : `This is ${title} in WebAssembly`
  return new RegExp(`\\bHello, Grace!\\n${says}\\.`)
}

/** Uses what the build has written. */
const built = {
  async command(dir: string, text: RegExp) {
    expect(await run(dir, 'npm start --silent -- Grace')).toMatch(text)
  },
  async page(dir: string, text: RegExp) {
    const dist = path.join(dir, 'dist')
    expect(readdirSync(dist, { recursive: true })).toContainEqual(expect.stringMatching(/\.wasm$/))
    await visited(await serveFiles(dist), served.page, text)
  },
  async server(dir: string, text: RegExp) {
    await visited(await serve(dir, 'npm start'), served.server, text)
  },
}

async function visited(
  site: { url: string; close(): Promise<void> },
  visit: (url: string, text: RegExp) => Promise<void>,
  text: RegExp,
): Promise<void> {
  await visit(site.url, text).finally(() => site.close())
}

/** Uses what a server sends. */
const served = {
  async server(url: string, text: RegExp) {
    const response = await fetch(`${url}?name=Grace`)
    const body = await response.text()
    // Error pages are long.
    if (response.status !== 200 || !text.test(body)) throw new Error(`${url}: ${response.status} ${body.slice(0, 3000)}`)
  },
  async page(url: string, text: RegExp) {
    if (browser === undefined) return
    const { page, problems } = await visit(browser, url)
    await page.getByRole('textbox').fill('Grace')
    await page.getByRole('button', { name: 'Run' }).click()
    await page
      .getByText(text)
      .waitFor({ timeout: minutes })
      .catch(async (error: Error) => {
        throw new Error(`${url} shows ${await page.content()}\n${problems.join('\n')}`, { cause: error })
      })
    expect(problems).toEqual([])
    await page.close()
  },
}
