import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { expect, test } from 'vitest'

import { parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { transpile } from '../src/transpile.js'
import type { TranspileOptions, WorkerEntry } from '../src/options.js'

const entries: WorkerEntry[] = []
const worker = (entry: WorkerEntry) => {
  entries.push(entry)
  return { bytes: Buffer.from('serve(unwasiGlue)'), path: '/runtime.js' }
}
const inWorker = (name: string, options: TranspileOptions = {}) =>
  transpile(fixture(name), { name: 'guest.wasm', cache: false, worker, ...options })
const refused = async (name: string, options?: TranspileOptions) =>
  String(await inWorker(name, options).catch((error: unknown) => error))

test.each([
  ['hello', {}, 'worker'],
  ['library', {}, 'worker'],
  ['p2-native', {}, 'worker-components'],
  ['hello', { host: 'preview2' }, 'worker-components'],
] as const)('%s %o has the script %s', async (name, options, entry) => {
  entries.length = 0
  const { assets, code } = await inWorker(name, options)
  expect(entries).toEqual([entry])
  expect(assets.map(({ name }) => name)).toEqual(['guest.wasm', `unwasi-${entry}.js`])
  expect(code).toContain(`new URL("./unwasi-${entry}.js", import.meta.url)`)
})

test('the types of a library say that its functions return promises', async () => {
  const { types, names } = await inWorker('library')
  expect(names).toEqual(['add', 'addLong', 'scale', 'half', 'calls', 'hello'])
  expect(types).toContain('import type { WorkerInstantiate, AsyncExports } from "@unwasi/runtime"')
  expect(types).toContain('"add"(p0: number, p1: number): number')
  expect(types).toContain('declare const export0: AsyncExports<Exports>["add"]')
  expect(types).toContain('declare const instantiate: WorkerInstantiate<Exports>')
  expect(types).not.toContain('memory')
})

test.each([
  ['p2-typed', {}],
  ['library', { host: 'preview2' }],
  ['composed-wac', {}],
] as const)('%s %o has a separate script, with its glue', async (name, options) => {
  entries.length = 0
  const { assets, code } = await inWorker(name, options)
  expect(entries).toEqual(['worker-typed'])
  expect(assets.map(({ name }) => name)).toEqual(['guest.wasm', 'guest.worker.js'])
  expect(code).toContain('new URL("./guest.worker.js", import.meta.url)')
  expect(code).toContain('compilePieces')
  expect(code).not.toContain('function instantiate')
  // Like the runtime's script, it is neither a module nor CommonJS.
  const serve = (glue: unknown): unknown => glue
  const script = Buffer.from(assets[1]!.bytes).toString().replace('globalThis.unwasiGlue =', 'const unwasiGlue =')
  expect(new Function('serve', script.replace(/serve\(unwasiGlue\)$/, 'return $&'))(serve)).toHaveProperty('name', 'instantiate')
})

test('the script of a program with glue is in the cache', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-worker-script-'))
  try {
    const { assets } = await inWorker('p2-typed', { cache: folder })
    expect(readFileSync(assets[1]!.path!)).toEqual(Buffer.from(assets[1]!.bytes))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the types of a typed library say that all its functions return promises', async () => {
  const { types, names } = await inWorker('p2-typed')
  expect(names).toEqual(['shapes', 'add', 'dice', 'log', 'trap'])
  expect(types).toContain('export function divide(a: number, b: number): Promise<number>;')
  expect(types).toContain('export function pair(n: number): Promise<[number, boolean]>;')
  expect(types).toContain('static make(start: number): Promise<Counter>;')
  expect(types).toContain('constructor(start: number)\n  next(): Promise<number>;')
  expect(types).toContain('  log(text: string): Promise<void>,')
  expect(types).toContain('export { UnwasiTypedShapes as shapes }')
  expect(types).toContain('declare const instantiate: WorkerInstantiate<Exports>')
})

test('a composed command has the types of a program', async () => {
  const { types, names } = await inWorker('composed-wac')
  expect(names).toEqual([])
  expect(types).toContain('declare const run: WorkerRun')
})

test.each(['world-rust', 'world-c'])('%s, which JavaScript gives interfaces, is refused with the mode that can', async (name) => {
  const imports = { 'ex:app/host': './host.js' }
  expect(await refused(name, { imports })).toMatch(/imports interfaces from JavaScript[^]*fix: Import it without &worker: then/)
})

test('a function that takes or returns a reference is refused by name', async () => {
  const text = `(module
    (import "env" "number" (func (param i32)))
    (import "env" "keep" (func (param externref)))
    (memory (export "memory") 1)
    (func (export "_start")))`
  const imports = { env: './env.js' }
  const made = transpile(await parse(text), { name: 'guest.wasm', cache: false, imports, worker })
  await expect(made).rejects.toThrow(
    /imports "env\.keep", which takes or returns a reference[^]*fix: Import it without &worker\./,
  )
})

test('functions from JavaScript are imported on this side, and those of the runtime are named', async () => {
  const { code } = await inWorker('unknown-import', { imports: { env: './env.js' } })
  expect(code).toContain('import { workerCommand, workerImports } from "@unwasi/runtime"\nimport * as import0 from "./env.js"\n')
  expect(code).toMatch(/imports: \/\* @__PURE__ \*\/ workerImports\(\[\["env",".*"\]\], \[\["env", import0\]\], \[\]\)/)
  const script = await inWorker('assemblyscript-plain')
  expect(script.code).toMatch(/workerImports\(\[\["env",.*\], \[\], \["assemblyscript.*"\]\)/)
})

test('the types require functions that each call has to give, and a library has no named exports', async () => {
  const { types } = await inWorker('unknown-import', { imports: { env: true } })
  expect(types).toContain('import type { ImportModule, WorkerRunWith } from "@unwasi/runtime"')
  expect(types).toMatch(/declare const run: WorkerRunWith<\{\n {2}"env": ImportModule<\{[^]*\| Promise</)
  const text = '(module (import "env" "f" (func (result i64))) (func (export "g")))'
  const library = await transpile(await parse(text), { name: 'lib.wasm', cache: false, imports: { env: true }, worker })
  expect(library.names).toEqual([])
  expect(library.types).toContain('"f"(): bigint | Promise<bigint>')
  expect(library.types).toMatch(/declare const instantiate: WorkerInstantiateWith<\{[^]*\}, Exports>/)
})

test('a program that is compiled at build time is refused', async () => {
  expect(await refused('hello', { precompiled: true })).toMatch(/can't be compiled at build time/)
})

test('the module of a program in a worker names no host part', async () => {
  const { code } = await inWorker('go')
  expect(code).toMatch(/^import \{ workerCommand \} from "@unwasi\/runtime"\n/)
})
