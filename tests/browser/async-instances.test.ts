import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { assemble } from '../cli/wat.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'
import { addProgram, addRuntime } from './transpiled.js'

/** A library that calls JavaScript, reads, prints, sleeps and traps. */
const guest = `(module
  (import "env" "get" (func $get (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "hello\\n")
  (func (export "get") (param i32) (result i32) (call $get (local.get 0)))
  (func (export "read") (result i32)
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (i32.const 100))
    (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.load (i32.const 8)))
  (func (export "print") (result i32)
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (i32.const 6))
    (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
  (func (export "sleep") (param i32)
    (i32.store (i32.const 116) (i32.const 1))
    (i64.store (i32.const 124) (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 1000000)))
    (drop (call $poll (i32.const 100) (i32.const 200) (i32.const 1) (i32.const 300))))
  (func (export "trap") unreachable))`

/** The jobs that the tests run in the page. */
const program = `<script type="module">
import instantiate from './guest.js'
import { jspi } from './runtime.js'
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const make = (options) => instantiate({ imports: { env: { get: async (n) => (await later(10), n + 1) } }, async: jspi, ...options })
const code = (error) => error.code
globalThis.jobs = {
  sleeps: async () => {
    const lib = await make()
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    await lib.sleep(100)
    clearInterval(timer)
    return ticks
  },
  waits: async () => {
    const chunks = []
    const stdout = new WritableStream({ write: async (chunk) => void (await later(10), chunks.push(new TextDecoder().decode(chunk))) })
    const input = new ReadableStream({ start: async (controller) => void (await later(20), controller.enqueue('four'), controller.close()) })
    const lib = await make({ input, stdout })
    const results = await Promise.all([lib.get(1), lib.read(), lib.print(), lib.get(2), lib.print(), lib.read()])
    await lib[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]()
    return [results, chunks.join('')]
  },
  fails: async () => {
    const lib = await make()
    return (await Promise.allSettled([lib.get(1), lib.trap(), lib.get(2)])).map(({ value, reason }) => value ?? code(reason))
  },
  ends: async () => {
    const late = await make({ timeout: 50 })
    const controller = new AbortController()
    const aborted = await make({ signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    return (await Promise.allSettled([late.sleep(60_000), aborted.sleep(60_000), aborted.get(1)])).map(({ reason }) => code(reason))
  },
  refused: () => make().then(() => 'made', ({ code, message }) => ({ code, message })),
}
</script>`

/** WebKit's driver may evaluate before the page's module has run. */
const whenLoaded = `async () => {
  while (!globalThis.jobs) await new Promise((resolve) => setTimeout(resolve, 10))
  return globalThis.jobs
}`

describe('an instance that waits', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-async-'))
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

    test.runIf(jspi)('sleeps without freezing the page', async () => {
      expect(await job('sleeps')).toBeGreaterThan(2)
    })

    test.runIf(jspi)('waits for promises, input and streams, one call after the other', async () => {
      expect(await job('waits')).toEqual([[2, 4, 0, 3, 0, 0], 'hello\nhello\n'])
    })

    test.runIf(jspi)('rejects the calls after a trap', async () => {
      expect(await job('fails')).toEqual([2, 'TRAP', 'ENDED'])
    })

    test.runIf(jspi)('is ended while it waits', async () => {
      expect(await job('ends')).toEqual(['TIMEOUT', 'ABORTED', 'ENDED'])
    })

    test.skipIf(jspi)('is refused without JSPI, and the message names the mode that can', async () => {
      const { code, message } = (await job('refused')) as { code: string; message: string }
      expect(code).toBe('UNSUPPORTED_MODE')
      expect(message).toContain('`?component&worker`')
    })
  })
})
