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

const program = `<script type="module">
globalThis.jobs = {
  native: async () => {
    const { default: native } = await import('./p2-native.js')
    const { exitCode, stdout } = await native(['one'], { input: 'two' })
    const trap = await native(['1', '2', '3']).catch(({ code }) => code)
    return [exitCode, stdout, trap]
  },
  library: async () => {
    const { default: instantiate, addLong } = await import('./library.js')
    let text = ''
    const lib = await instantiate({ stdout: (chunk) => (text += new TextDecoder().decode(chunk)) })
    const sums = await Promise.all([lib.add(1, 2), lib.half(5), lib.hello(), lib.calls()])
    lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
    const ended = await lib.add(1, 2).catch(({ code }) => code)
    return [sums[0], sums[1], sums[3], text, ended, String(await addLong(1n, 2n))]
  },
  typed: async () => {
    const { default: instantiate, shapes } = await import('./p2-typed.js')
    let text = ''
    const lib = await instantiate({ stdout: (chunk) => (text += new TextDecoder().decode(chunk)) })
    await lib.log('printed')
    const { Counter, divide, sum, total } = lib.shapes
    const counter = new Counter(5)
    const values = [await counter.next(), await total(await Counter.make(7)), String(await sum(Uint32Array.of(1, 2)))]
    const error = await divide(1, 0).catch(({ payload }) => payload)
    const trap = await lib.trap().catch(({ code }) => code)
    const next = await counter.next().catch(({ code }) => code)
    return [values, error, trap, next, text, await shapes.greet('you')]
  },
  composed: async () => {
    const { default: run } = await import('./composed-wac.js')
    const { stdout } = await run()
    const later = async function* () {}
    const refused = await run([], { input: later() }).catch(({ code, message }) => [code, message])
    return [stdout, await run.spawn().stdout.text(), ...refused]
  },
  reading: async () => {
    const { default: instantiate } = await import('./reader.js')
    const input = (async function* () {
      for (const chunk of ['one', 'four']) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        yield chunk
      }
    })()
    const lib = await instantiate({ input })
    const sizes = await Promise.all([lib.read(), lib.read(), lib.read()])
    lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
    return sizes
  },
  stopped: async () => {
    const { default: make } = await import('./go-lib.js')
    const lib = await make({ stdout: 'ignore', timeout: 2000 })
    const sum = await lib.add(2, 3)
    let ticks = 0
    const timer = setInterval(() => ticks++, 10)
    const error = await lib.churn(2000000000).catch(({ code }) => code)
    clearInterval(timer)
    const next = await lib.add(2, 3).catch(({ code }) => code)
    return [sum, error, next, ticks > 5]
  },
}
</script>`

/** A library whose function reads up to 100 bytes from standard input, and returns how many it got. */
const reader = assemble(`(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\40\\00\\00\\00\\64\\00\\00\\00")
  (func (export "read") (result i32)
    (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.load (i32.const 8))))`)

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-worker-forms-'))
let served: Served

beforeAll(async () => {
  const { resolve } = createRequire(import.meta.url)
  addRuntime(folder, 'standalone-components')
  const worker = (entry: string) => ({ bytes: readFileSync(resolve(`@unwasi/runtime/${entry}`)) })
  for (const name of ['p2-native', 'library', 'go-lib', 'p2-typed', 'composed-wac'])
    await addProgram(folder, name, fixture(name), { worker })
  await addProgram(folder, 'reader', await reader, { worker })
  writeFileSync(path.join(folder, 'index.html'), html(program))
  served = await serve(folder)
})
afterAll(async () => {
  await served.close()
  rmSync(folder, { recursive: true })
})

inEachEngine('in a worker, in $name', ({ jspi }, browser) => {
  let tab: Tab
  beforeAll(async () => {
    tab = await browser().open(served.url)
  })
  const job = (name: string): Promise<unknown> => tab.evaluate(`jobs.${name}()`)

  test('a component runs', async () => {
    expect(await job('native')).toEqual([1, 'p2-native.wasm\none\ntwo', 'TRAP'])
  })

  test('the functions of a library return promises', async () => {
    expect(await job('library')).toEqual([3, 2.5, 2, 'initialised\nhello\n', 'ENDED', '3'])
  })

  test('a typed library has its interfaces, resources and errors', async () => {
    expect(await job('typed')).toEqual([[6, 7, '3'], 'division by zero', 'TRAP', 'ENDED', 'printed', 'hello, you'])
  })

  test('a composed command runs, and does not wait for input', async () => {
    expect(await job('composed')).toEqual([
      'Hello\n',
      'Hello\n',
      'UNSUPPORTED_MODE',
      expect.stringContaining('this program waits with shared memory') as unknown,
    ])
  })

  test.runIf(jspi)('a library gets input that comes later', async () => {
    expect(await job('reading')).toEqual([3, 4, 0])
  })

  test('a call that computes is ended, and the page goes on meanwhile', async () => {
    expect(await job('stopped')).toEqual([5, 'TIMEOUT', 'ENDED', true])
  })
})
