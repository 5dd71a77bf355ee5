import { createHash } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { componentize } from '@unwasi/core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { adapt } from '../../fixtures/components.mjs'
import { fixture } from '../../fixtures/index.mjs'
import { makeProject, type Project } from '../bundlers/harness/project.js'
import { assemble } from '../cli/wat.js'
import { inEachEngine, type Tab } from './engines/index.js'
import { html } from './page.js'
import { serve, type Served } from './serve.js'

const engine = fileURLToPath(new URL('../../examples/playground/src/engine/index.ts', import.meta.url))

/** The functions that the tests call. What they return survives JSON. */
const script = `
import { inspect, open } from ${JSON.stringify(engine)}

const bytesOf = async (name) => new Uint8Array(await (await fetch('./' + name + '.wasm')).arrayBuffer())
const opened = async (name) => open(await bytesOf(name), name + '.wasm')
const textOf = (stream) => new Response(stream).text()
const texts = (files) =>
  Object.fromEntries(
    Object.entries(files).map(([name, entry]) => [name, entry instanceof Uint8Array ? new TextDecoder().decode(entry) : texts(entry)]),
  )
const ended = async ({ stdout, stderr }, end) => {
  const [out, error, { files, time, ...how }] = await Promise.all([textOf(stdout), textOf(stderr), end])
  return { stdout: out, stderr: error, files: texts(files), ...how, took: time > 0 }
}

globalThis.tools = {
  inspected: async (name) => inspect(await bytesOf(name), name + '.wasm'),
  async described(name) {
    const { bytes, ...guest } = await opened(name)
    return { ...guest, size: bytes.length }
  },
  async refused(name) {
    const error = await opened(name).then(() => undefined, (error) => error)
    return { name: error.name, code: error.code, message: error.message }
  },
  async run(name, setup) {
    const running = (await opened(name)).start(setup)
    return ended(running, running.exited)
  },
  async call(name, called, args, setup) {
    const calling = (await opened(name)).call(called, args, setup)
    return ended(calling, calling.returned)
  },
  /** Stops a program that computes forever, once it has printed something. */
  async stopped(name, setup) {
    const running = (await opened(name)).start(setup)
    const reader = running.stdout.getReader()
    const first = new TextDecoder().decode((await reader.read()).value)
    running.kill()
    const { exitCode, problem } = await running.exited
    return { first, exitCode, code: problem.code }
  },
  /** Answers a program that waits. */
  async answered(name, setup, answers) {
    const guest = await opened(name)
    const running = guest.start({ ...setup, input: { interactive: true } })
    const writer = running.stdin.getWriter()
    const writing = (async () => {
      for (const answer of answers) await writer.write(answer)
      await writer.close()
    })().catch(() => {})
    return { canWait: guest.canWait, ...(await ended(running, running.exited)) }
  },
  async component(name) {
    const bytes = await (await opened(name)).component()
    const again = await open(bytes, 'again.wasm')
    const running = again.start({ args: ['args', 'one two'] })
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    return { hash: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''), isComponent: again.isComponent, ...(await ended(running, running.exited)) }
  },
}
`

/** Go's program in the official adapter, which crashes. */
const broken = await adapt(fixture('go'))

/** Prints a line, and then calls WASI forever. Not every engine ends a worker that calls nothing. */
const endless = await assemble(`(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $sched_yield (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
  (data (i32.const 16) "hello\\n")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (loop $more (drop (call $sched_yield)) (br $more))))`)

/** Writes `out.txt`, makes the link `soft` to it, and removes `in.txt`. */
const writer = await assemble(`(module
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_symlink" (func $symlink (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $unlink (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\20\\00\\00\\00\\07\\00\\00\\00")
  (data (i32.const 32) "writtenout.txtsoftin.txt")
  (func (export "_start")
    (if (call $open (i32.const 3) (i32.const 0) (i32.const 39) (i32.const 7) (i32.const 1) (i64.const 64) (i64.const 64) (i32.const 0) (i32.const 16))
      (then unreachable))
    (if (call $write (i32.load (i32.const 16)) (i32.const 0) (i32.const 1) (i32.const 20)) (then unreachable))
    (if (call $symlink (i32.const 39) (i32.const 7) (i32.const 3) (i32.const 46) (i32.const 4)) (then unreachable))
    (if (call $unlink (i32.const 3) (i32.const 50) (i32.const 6)) (then unreachable))))`)

/** What a page with this engine must allow. The tests themselves need the rest. */
const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; worker-src 'self' blob:; img-src data:; require-trusted-types-for 'script'; trusted-types unwasi unwasi-engine"

let project: Project
let served: Served
beforeAll(async () => {
  const guests = ['go', 'library', 'p2-typed', 'composed-wac', 'threads', 'trap']
  project = makeProject({
    'main.js': script,
    'index.html': html(
      `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><script type="module" src="./main.js"></script>`,
    ),
    'public/broken.wasm': broken,
    'public/endless.wasm': endless,
    'public/writer.wasm': writer,
    ...Object.fromEntries(guests.map((name) => [`public/${name}.wasm`, fixture(name)])),
  })
  await build({
    root: project.dir,
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: 'dist', target: 'es2022' },
    worker: { format: 'es' },
  })
  served = await serve(path.join(project.dir, 'dist'))
})
afterAll(async () => {
  await served.close()
  project.remove()
})

const done = { stderr: '', files: {}, changed: [], took: true }

inEachEngine("the playground's engine in $name", ({ jspi }, browser) => {
  let tab: Tab
  beforeAll(async () => {
    tab = await browser().open(served.url)
  })
  const inPage = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
    tab.evaluate(`tools.${name}(...${JSON.stringify(args)})`)

  test('says what a file is, and what is refused', async () => {
    expect(await inPage('described', 'go')).toMatchObject({
      name: 'go.wasm',
      kind: 'command',
      isComponent: false,
      functions: [],
      canWait: jspi,
      size: fixture('go').length,
      report: { kind: 'command', toolchain: { name: 'Go' }, adapter: { present: false, outcome: 'crashes' } },
    })
    expect(await inPage('refused', 'threads')).toMatchObject({ name: 'UnwasiError', code: 'THREADS' })
    expect(await inPage('inspected', 'threads')).toMatchObject({ converts: false, refusal: { code: 'THREADS' } })
  })

  test('runs a program with all that it is given', async () => {
    const run = (setup: object) => inPage('run', 'go', setup)
    expect(await run({ args: ['args', 'a b'] })).toEqual({ ...done, stdout: 'a b\n', exitCode: 0 })
    expect(await run({ args: ['env'], env: { NAME: 'value' } })).toMatchObject({ stdout: 'NAME=value\n' })
    expect(await run({ args: ['lines'], input: 'one\ntwo\n' })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('two'),
    })
    expect(await run({ args: ['exit', '7'] })).toMatchObject({ exitCode: 7 })
    expect(await inPage('run', 'composed-wac', {})).toEqual({ ...done, stdout: 'Hello\n', exitCode: 0 })
  })

  test('says which files a program wrote', async () => {
    const folder = { 'other.txt': 'other' }
    expect(await inPage('run', 'writer', { files: { 'in.txt': 'hello', folder } })).toEqual({
      ...done,
      stdout: '',
      exitCode: 0,
      files: { folder, 'out.txt': 'written', soft: 'written' },
      changed: ['out.txt', 'soft'],
    })
  })

  test('says why a program did not end by itself', async () => {
    expect(await inPage('run', 'trap', {})).toMatchObject({
      stdout: 'before\n',
      stderr: 'about to trap\n',
      problem: { code: 'TRAP', message: expect.stringContaining('trap.wasm') },
    })
    expect(await inPage('run', 'endless', { timeout: 300 })).toMatchObject({ stdout: 'hello\n', problem: { code: 'TIMEOUT' } })
    expect(await inPage('stopped', 'endless', {})).toEqual({ first: 'hello\n', code: 'ABORTED' })
  })

  test('lets a program wait for what is typed, where the engine can', async () => {
    const answered = await inPage('answered', 'go', { args: ['lines'] }, ['one\n', 'two\n'])
    const waited = { canWait: true, exitCode: 0, stdout: expect.stringContaining('two') }
    expect(answered).toMatchObject(jspi ? waited : { canWait: false, problem: { code: 'UNSUPPORTED_MODE' } })
  })

  test('calls functions over numbers', async () => {
    const call = (name: string, ...args: string[]) => inPage('call', 'library', name, args)
    expect(await call('add', '-2', '5')).toEqual({ ...done, stdout: 'initialised\n', result: '3' })
    expect(await call('addLong', '9007199254740993', '1')).toMatchObject({ result: '9007199254740994' })
    expect(await call('half', '3')).toMatchObject({ result: '1.5' })
    expect(await call('hello')).toMatchObject({ stdout: expect.stringContaining('hello') })
    expect(await call('add', '1.5', '1')).toMatchObject({
      problem: { message: 'i32: 1.5 is not such a number. A value that fits: 1' },
    })
  })

  test('calls functions over typed values', async () => {
    const shapes = (name: string, ...args: string[]) => inPage('call', 'p2-typed', `unwasi:typed/shapes@1.0.0#${name}`, args)
    expect(await shapes('moved', '{ "x": 1, "y": 2, "label": "p" }', '3')).toMatchObject({
      result: JSON.stringify({ x: 4, y: 5, label: 'p' }, undefined, 2),
    })
    expect(await shapes('greet', 'ü')).toMatchObject({ result: '"hello, ü"' })
    expect(await shapes('divide', '1', '0')).toMatchObject({ result: JSON.stringify({ err: 'division by zero' }, undefined, 2) })
    expect(await shapes('sum', '[4294967295, 1]')).toMatchObject({ result: '4294967296' })
    expect(await shapes('next-color', 'pink')).toMatchObject({
      problem: { message: expect.stringContaining('"pink" does not fit') },
    })
    expect(await inPage('call', 'p2-typed', 'trap', [])).toMatchObject({ problem: { code: 'TRAP' } })
  })

  test('repairs a component', async () => {
    const repaired = await componentize(broken, { cache: false })
    expect(await inPage('component', 'broken')).toEqual({
      ...done,
      hash: createHash('sha256').update(repaired).digest('hex'),
      isComponent: true,
      stdout: 'one two\n',
      exitCode: 0,
    })
    expect(await tab.problems()).toEqual([])
  })
})
