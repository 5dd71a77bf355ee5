import path from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { makeProject } from '../bundlers/harness/project.js'
import { printer } from '../bundlers/harness/tiny.js'
import { startVite, versions } from '../bundlers/harness/vite.js'
import { assemble } from '../cli/wat.js'
import { hasChromium, launch, result, visit } from './chromium.js'
import { html, program, worker, workerProgram } from './page.js'

const moduleTag = '<script type="module" src="./main.js"></script>'

/** Exits with what `env.code` returns. */
const calling = await assemble(`(module
  (import "env" "code" (func $code (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (call $code))))`)

/** Accepts the new program instead of reloading. */
const accepting = `
import run from './main.wasm?component'

const show = async (run) => { globalThis.result = (await run()).stdout }
await show(run)
import.meta.hot.accept('./main.wasm?component', (module) => show(module.default))
`

describe.skipIf(!hasChromium).each(Object.keys(versions) as (keyof typeof versions)[])(
  'dev server of %s in Chromium',
  (version) => {
    let browser: Browser
    beforeAll(async () => {
      browser = await launch()
    })
    afterAll(() => browser.close())

    test.each([
      { label: 'a page', files: { 'main.js': program() }, base: '/' },
      { label: 'a page under a base', files: { 'main.js': program() }, base: '/sub/' },
      {
        label: 'a worker',
        files: { 'main.js': workerProgram(", { type: 'module' }"), 'worker.js': worker },
        base: '/',
      },
    ])('runs $label', async ({ files, base }) => {
      const project = makeProject({ ...files, 'index.html': html(moduleTag) })
      const server = await startVite(version, project, { base })
      const { page, problems } = await visit(browser, `${server.url}?arg=heap`)
      expect(await result(page)).toEqual({ exitCode: 7, stdout: expect.stringMatching(/^heap ok /), stderr: '' })
      expect(problems).toEqual([])
      expect(server.warnings).toEqual([])
      await page.close()
      await server.close()
      project.remove()
    })

    test('sends few files of the runtime, because each is a request', async () => {
      const component = { 'main.wasm': fixture('p2-hello') }
      for (const files of [{}, component]) {
        const project = makeProject({ ...files, 'main.js': program(), 'index.html': html(moduleTag) })
        const server = await startVite(version, project, {})
        const { page, requests, problems } = await visit(browser, server.url)
        await result(page)
        const runtime = requests.filter((url) => url.includes('/packages/runtime/'))
        expect(runtime).not.toEqual([])
        expect(runtime.length, runtime.join('\n')).toBeLessThanOrEqual(3)
        expect(problems).toEqual([])
        await page.close()
        await server.close()
        project.remove()
      }
    })

    test('serves a changed program and a portable component as files', async () => {
      const project = makeProject({
        'start.wasm': fixture('start-section'),
        'main.js':
          "import url from './main.wasm?component&url'\nimport run from './start.wasm?component'\n\nconst { exitCode } = await run()\nconst bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())\nglobalThis.result = { exitCode, component: bytes[4] === 13, protocol: new URL(url, location).protocol }\n",
        'index.html': html(moduleTag),
      })
      const server = await startVite(version, project, {})
      const { page, problems, requests } = await visit(browser, server.url)
      expect(await result(page)).toEqual({ exitCode: 0, component: true, protocol: 'http:' })
      expect(requests.filter((url) => url.endsWith('.wasm'))).toHaveLength(2)
      expect(problems).toEqual([])
      await page.close()
      await server.close()
      project.remove()
    })

    test('runs a guest outside the root, because Vite serves every imported file', async () => {
      const project = makeProject({
        'main.wasm': printer('outside'),
        'app/package.json': '{ "type": "module" }',
        'app/main.js': program('../main.wasm?component'),
        'app/index.html': html(moduleTag),
      })
      const server = await startVite(version, project, { root: 'app' })
      const { page, problems } = await visit(browser, server.url)
      expect(await result(page)).toMatchObject({ stdout: 'outside' })
      expect(problems).toEqual([])
      await page.close()
      await server.close()
      project.remove()
    })

    test('accepts a changed guest without a reload', async () => {
      const project = makeProject({ 'main.js': accepting, 'index.html': html(moduleTag), 'main.wasm': printer('first') })
      const server = await startVite(version, project, {})
      const { page, problems } = await visit(browser, server.url)
      expect(await result(page)).toBe('first')
      await page.evaluate(() => void ((window as unknown as { kept: boolean }).kept = true))
      project.write('main.wasm', printer('second'))
      await page.waitForFunction(() => (window as unknown as { result: string }).result === 'second')
      expect(await page.evaluate(() => 'kept' in window)).toBe(true)
      expect(problems).toEqual([])
      await page.close()
      await server.close()
      project.remove()
    })

    test('reloads a page when a file of the option imports has changed', async () => {
      const project = makeProject({
        'main.js': program(),
        'index.html': html(moduleTag),
        'main.wasm': calling,
        'env.js': "export { code } from './code.js'",
        'code.js': 'export const code = () => 1',
      })
      const server = await startVite(version, project, { plugin: { imports: { env: './env.js' } } })
      const { page } = await visit(browser, server.url)
      expect(await result(page)).toMatchObject({ exitCode: 1 })
      for (const [exitCode, file, text] of [
        [2, 'code.js', 'export const code = () => 2'],
        [3, 'env.js', 'export default { code: () => 3 }'],
      ] as const) {
        project.write(file, text)
        await page.waitForFunction(
          (code) => (window as unknown as { result?: { exitCode: number } }).result?.exitCode === code,
          exitCode,
        )
      }
      await page.close()
      await server.close()
      project.remove()
    })

    test('reloads a page that does not accept updates, and reports a broken guest in the overlay', async () => {
      const project = makeProject({ 'main.js': program(), 'index.html': html(moduleTag), 'main.wasm': printer('first') })
      const server = await startVite(version, project, {})
      const { page } = await visit(browser, server.url)
      expect(await result(page)).toMatchObject({ stdout: 'first' })
      project.write('main.wasm', 'not wasm')
      const overlay = page.locator('vite-error-overlay')
      await overlay.waitFor({ state: 'attached' })
      const message = await overlay.locator('.message-body').textContent()
      expect(message).toContain(path.join(project.dir, 'main.wasm'))
      expect(message).toContain('why: ')
      expect(message).toContain('fix: ')
      project.write('main.wasm', printer('second'))
      await page.waitForFunction(() => (window as unknown as { result?: { stdout: string } }).result?.stdout === 'second')
      await page.close()
      await server.close()
      project.remove()
    })
  },
)
