import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { assemble } from '../cli/wat.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'
import { addProgram, addRuntime } from './transpiled.js'

/** A program that exits with the sum of `env.f(2)` and `env.f(1)`, past every handler, and a library with such a function. */
const guest = (body: string) =>
  assemble(`(module
    (import "env" "f" (func $f (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (func $sum (result i32)
      (try (result i32) (do (i32.add (call $f (i32.const 2)) (call $f (i32.const 1)))) (catch_all (i32.const 50))))
    ${body})`)

const program = `<script type="module">
import run from './program.js'
import instantiate from './library.js'
import script from './script.js'

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const outcome = (running) => running.catch(({ code, cause, message }) => ({ code, cause, message }))
const call = (f, options) => outcome(run([], { imports: { env: { f } }, ...options }).then(({ exitCode }) => exitCode))
globalThis.jobs = {
  promises: async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    const sum = await call(async (n) => (await later(60), n + 10))
    clearInterval(timer)
    return [sum, ticks > 0, await call((n) => n)]
  },
  together: () => Promise.all([20, 30, 40].map((n) => call(async (m) => (await later(10), n + m)))),
  errors: async () => {
    const mine = new Error('mine')
    const throwing = () => {
      throw mine
    }
    const thrown = (f) => run([], { imports: { env: { f } } }).catch((error) => error === mine)
    const trap = await call(() => Promise.reject(new WebAssembly.RuntimeError('Aborted()')))
    return [await thrown(throwing), await thrown(() => Promise.reject(mine)), trap.code, await call((n) => n)]
  },
  ended: async () => {
    const controller = new AbortController()
    const running = call(() => (controller.abort('enough'), later(60_000)), { signal: controller.signal })
    const { code, cause } = await running
    const program = run.spawn([], { imports: { env: { f: () => (setTimeout(() => program.kill('killed')), later(60_000)) } } })
    const killed = await outcome(program.exited)
    return [code, cause, killed.code, killed.cause, await call((n) => n)]
  },
  refused: () => call((n) => n),
  library: async () => {
    const lib = await instantiate({ imports: { env: { f: async (n) => (await later(5), n + 10) } } })
    const sums = await Promise.all([lib.sum(), lib.sum()])
    lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
    const failing = await instantiate({ imports: { env: { f: () => Promise.reject(new Error('mine')) } } })
    const [first, next] = await Promise.all([outcome(failing.sum()), outcome(failing.sum())])
    return [sums, first.message, next.code]
  },
  refusedLibrary: () => outcome(instantiate({ imports: { env: { f: (n) => n } } })),
  own: async () => {
    let text = ''
    const lib = await script({ stdout: (chunk) => (text += new TextDecoder().decode(chunk)), stderr: 'ignore' })
    const { message } = await outcome(lib.fail())
    return [text, message.includes('abort: bad luck')]
  },
}
</script>`

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-worker-imports-'))
let served: Served

beforeAll(async () => {
  const { resolve } = createRequire(import.meta.url)
  addRuntime(folder, 'standalone')
  const worker = (entry: string) => ({ bytes: readFileSync(resolve(`@unwasi/runtime/${entry}`)) })
  const imports = { env: true } as const
  await addProgram(folder, 'program', await guest('(func (export "_start") (call $exit (call $sum)))'), { imports, worker })
  await addProgram(folder, 'library', await guest('(export "sum" (func $sum))'), { imports, worker })
  await addProgram(folder, 'script', fixture('assemblyscript-plain'), { worker })
  writeFileSync(path.join(folder, 'index.html'), html(program))
  served = await serve(folder)
})
afterAll(async () => {
  await served.close()
  rmSync(folder, { recursive: true })
})

inEachEngine('functions from JavaScript for a worker, in $name', ({ jspi }, browser) => {
  let tab: Tab
  beforeAll(async () => {
    tab = await browser().open(served.url)
  })
  // WebKit's driver may evaluate before the page's module has run.
  const job = (name: string): Promise<unknown> =>
    tab.evaluate(`(async () => {
      while (!globalThis.jobs) await new Promise((resolve) => setTimeout(resolve, 10))
      return jobs.${name}()
    })()`)

  test.runIf(jspi)('may return promises, while the page stays alive', async () => {
    expect(await job('promises')).toEqual([23, true, 3])
    expect(await job('together')).toEqual([43, 63, 83])
  })

  test.runIf(jspi)('pass on their errors, past every handler', async () => {
    expect(await job('errors')).toEqual([true, true, 'TRAP', 3])
  })

  test.runIf(jspi)('do not outlast the run', async () => {
    expect(await job('ended')).toEqual(['ABORTED', 'enough', 'ABORTED', 'killed', 3])
  })

  test.runIf(jspi)('answer before the call of a library that calls them', async () => {
    expect(await job('library')).toEqual([[23, 23], 'mine', 'ENDED'])
  })

  test.skipIf(jspi)('are refused without JSPI, and the message says why', async () => {
    for (const name of ['refused', 'refusedLibrary'])
      expect(await job(name)).toMatchObject({
        code: 'UNSUPPORTED_MODE',
        message: expect.stringMatching(
          /imported function 'env\.f'[^]*needs JSPI[^]*fix: Import the program without &worker/,
        ) as unknown,
      })
  })

  test('of the runtime are in the worker', async () => {
    expect(await job('own')).toEqual(['the start function ran\n', true])
  })
})
