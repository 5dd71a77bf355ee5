import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { fixture } from '../../fixtures/index.mjs'
import { assemble } from '../cli/wat.js'
import { html } from './page.js'
import { addProgram, addRuntime } from './transpiled.js'

/** With these headers, a page is cross-origin isolated, and shares memory with its workers. */
export const isolating = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** A library that reads its standard input: `read` returns the first byte of what is there, or -1 at the end. */
const reader = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\01\\00\\00\\00")
  (func (export "read") (result i32)
    (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
    (if (result i32) (i32.load (i32.const 8)) (then (i32.load8_u (i32.const 16))) (else (i32.const -1)))))`

/** A program that writes a file, waits for input, and would then write the file again. */
const waiter = `(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\05\\00\\00\\00")
  (data (i32.const 16) "state")
  (func $write (param $fd i32) (drop (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start")
    (if (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 5) (i32.const 1) (i64.const 64) (i64.const 0)
      (i32.const 0) (i32.const 32)) (then unreachable))
    (call $write (i32.load (i32.const 32)))
    (call $write (i32.const 1))
    (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (call $write (i32.load (i32.const 32)))))`

/** Jobs of a page whose programs wait in workers. */
const script = `<script type="module">
import { memoryDirectory } from './runtime.js'
import go from './go.js'
import native from './p2-native.js'
import waiter from './waiter.js'

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const failure = (running) => running.then(() => 'no error', ({ code, cause, message }) => ({ code, cause, message }))
async function* slowly(...chunks) {
  for (const chunk of chunks) {
    await later(20)
    yield chunk
  }
}
const bytes = (length, at) => new Uint8Array(length).map((_, index) => (index * 7 + at) % 251)
const same = (left, right) => left.length === right.length && left.every((byte, index) => byte === right[index])

globalThis.jobs = {
  conversation: async () => {
    const program = go.spawn(['lines'], { stdin: 'pipe' })
    const writer = program.stdin.getWriter()
    const lines = []
    await writer.write('one\\n')
    for await (const line of program.stdout.lines()) {
      lines.push(line)
      if (lines.length === 1) await writer.write('two\\n')
      if (lines.length === 2) await writer.close()
    }
    return [lines, (await program.exited).exitCode]
  },
  // Chunks of many sizes, also more than there is shared memory for.
  large: async () => {
    const sizes = [1, 0, 70000, 2 ** 16 - 40, 2 ** 16, 3, 3000000]
    const chunks = sizes.map(bytes)
    const { stdout } = await go(['cat'], { input: slowly(...chunks), encoding: 'bytes' })
    return same(stdout, new Uint8Array(await new Blob(chunks).arrayBuffer()))
  },
  stops: async () => {
    let arrived = 0
    let written = 0
    const gate = Promise.withResolvers()
    const stdout = new WritableStream(
      { write: (chunk) => ((written += chunk.length), gate.promise) },
      { highWaterMark: 1, size: (chunk) => ((arrived += chunk.length), 1) },
    )
    const running = go(['big', '3000000'], { stdout })
    while (arrived < 2 ** 18) await later(10)
    await later(300)
    const before = arrived
    gate.resolve()
    const { exitCode } = await running
    return [before < 2 ** 20, exitCode, arrived, written]
  },
  killed: async () => {
    const directory = memoryDirectory({ state: '' })
    const program = waiter.spawn([], { stdin: 'pipe', dirs: { '/d': directory } })
    const reading = program.stdout.getReader()
    await reading.read()
    program.kill('enough')
    const { code, cause, message } = await failure(program.exited)
    return [code, cause, message.split('\\n')[1].trim(), directory.text('state')]
  },
  asleep: async () => {
    const controller = new AbortController()
    const running = failure(go(['sleep', '60000'], { signal: controller.signal }))
    await later(300)
    controller.abort('woken')
    const { code, cause } = await running
    return [code, cause, (await failure(go(['sleep', '60000'], { timeout: 200 }))).code]
  },
  ticking: async () => {
    const program = go.spawn(['wait', '5'], { stdin: 'pipe' })
    const lines = []
    for await (const line of program.stdout.lines()) if (lines.push(line) === 2) await program.stdin.close()
    return [lines.slice(0, 2), lines.at(-1)]
  },
  cancelled: async () => {
    const program = go.spawn(['big', '3000000'])
    for await (const chunk of program.stdout) break
    return (await program.exited).exitCode
  },
  component: async () => {
    const { exitCode, stdout } = await native(['one'], { input: slowly('t', 'w', 'o') })
    return [exitCode, stdout]
  },
  library: async () => {
    const { default: instantiate } = await import('./reader.js')
    const lib = await instantiate({ input: slowly('a', 'bc', 'd') })
    const read = [await lib.read(), await lib.read(), await lib.read()]
    read.push(...(await Promise.all([lib.read(), lib.read()])))
    lib[Symbol.dispose ?? Symbol.for('Symbol.dispose')]()
    const endless = new ReadableStream()
    const stop = new AbortController()
    const waiting = await instantiate({ input: endless, signal: stop.signal })
    const ended = failure(waiting.read())
    await later(100)
    stop.abort('enough')
    const { code, cause } = await ended
    return [read, code, cause]
  },
  refused: async () => {
    const { default: instantiate } = await import('./reader.js')
    const thrown = (call) => {
      try {
        return call()
      } catch ({ code, message }) {
        return { code, message }
      }
    }
    return [
      thrown(() => go.spawn(['cat'], { stdin: 'pipe' })),
      await failure(go(['cat'], { input: slowly('one') })),
      await failure(instantiate({ input: slowly('one') })),
      (await go(['cat'], { input: ['on', 'e'] })).stdout,
    ]
  },
}
</script>`

/** Puts the page and its files into `folder`. */
export const addIsolatedPage = async (folder: string): Promise<void> => {
  const { resolve } = createRequire(import.meta.url)
  addRuntime(folder, 'standalone-components')
  const guests = {
    go: fixture('go'),
    'p2-native': fixture('p2-native'),
    waiter: await assemble(waiter),
    reader: await assemble(reader),
  }
  for (const [name, guest] of Object.entries(guests))
    await addProgram(folder, name, guest, { worker: (entry) => ({ bytes: readFileSync(resolve(`@unwasi/runtime/${entry}`)) }) })
  writeFileSync(path.join(folder, 'index.html'), html(script))
}
