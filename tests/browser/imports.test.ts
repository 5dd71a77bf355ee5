import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { assemble } from '../cli/wat.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'
import { addProgram, addRuntime } from './transpiled.js'

/** Exits with the sum of `env.f(2)` and `env.f(1)`. Its function `call` passes a number to `env.f`. */
const guest = `(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "call") (param i32) (result i32) (call $f (local.get 0)))
  (func (export "_start") (call $exit (i32.add (call $f (i32.const 2)) (call $f (i32.const 1))))))`

/** The jobs that the tests run in the page. */
const program = `<script type="module">
import run from './guest.js'
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const outcome = (env, options) =>
  run([], { imports: { env }, ...options }).then(({ exitCode }) => exitCode, ({ code, message }) => ({ code, message }))
globalThis.jobs = {
  promises: async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    const exitCode = await outcome({
      async f(n) {
        await later(60)
        return n + 10
      },
    })
    clearInterval(timer)
    return { exitCode, ticks }
  },
  together: () => Promise.all([20, 30, 40].map((n) => outcome({ f: async (m) => (await later(10), n + m) }))),
  nested: () => outcome((guest) => ({ f: (n) => (n === 2 ? guest.exports.call(5) + 1 : n) })),
  after: () => outcome((guest) => ({ f: (n) => (n === 2 ? later(10).then(() => guest.exports.call(5) + 1) : n) })),
  refused: () => outcome((guest) => ({ f: (n) => (n === 2 ? guest.exports.call(5) : later(1)) })),
  timeout: () => outcome({ f: () => later(60_000) }, { timeout: 30 }),
  rejected: () => outcome({ f: () => Promise.reject(Object.assign(new Error('mine'), { code: 'MINE' })) }),
}
</script>`

/** WebKit's driver may evaluate before the page's module has run. */
const whenLoaded = `async () => {
  while (!globalThis.jobs) await new Promise((resolve) => setTimeout(resolve, 10))
  return globalThis.jobs
}`

describe('functions from JavaScript', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-imports-'))
  let served: Served

  beforeAll(async () => {
    addRuntime(folder, 'standalone')
    await addProgram(folder, 'guest', await assemble(guest), { imports: { env: true } })
    writeFileSync(path.join(folder, 'index.html'), html(program))
    served = await serve(folder)
  })
  afterAll(async () => {
    await served.close()
    rmSync(folder, { recursive: true })
  })

  inEachEngine('in $name', ({ jspi }, browser) => {
    let tab: Tab
    beforeAll(async () => {
      tab = await browser().open(served.url)
    })
    const job = (name: string): Promise<unknown> => tab.evaluate(`(${whenLoaded})().then((jobs) => jobs.${name}())`)

    test('may call the guest, which calls them', async () => {
      expect(await job('nested')).toBe(7)
    })

    test.runIf(jspi)('may return promises, for which the guest waits while the page stays alive', async () => {
      const { exitCode, ticks } = (await job('promises')) as { exitCode: number; ticks: number }
      expect(exitCode).toBe(23)
      expect(ticks).toBeGreaterThan(0)
    })

    test.runIf(jspi)('may return promises to several guests', async () => {
      expect(await job('together')).toEqual([43, 63, 83])
    })

    test.runIf(jspi)('may call the guest after they have waited', async () => {
      expect(await job('after')).toBe(7)
    })

    test.runIf(jspi)('may not wait if JavaScript is in between', async () => {
      expect(await job('refused')).toMatchObject({
        code: 'UNSUPPORTED_MODE',
        message: expect.stringContaining('JavaScript called the guest') as string,
      })
    })

    test.runIf(jspi)('do not outlast the run, and pass on their errors', async () => {
      expect(await job('timeout')).toMatchObject({ code: 'TIMEOUT' })
      expect(await job('rejected')).toEqual({ code: 'MINE', message: 'mine' })
    })

    test.skipIf(jspi)('may not return promises, and the message says why', async () => {
      for (const name of ['together', 'rejected']) {
        const [refused] = [await job(name)].flat() as { code: string; message: string }[]
        expect(refused!.code).toBe('UNSUPPORTED_MODE')
        expect(refused!.message).toContain("the imported function 'env.f' returned a promise")
        expect(refused!.message).toContain('needs an engine with JSPI')
      }
    })
  })
})
