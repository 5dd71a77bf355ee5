import { expect, test } from 'vitest'

import { parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { transpile } from '../src/transpile.js'
import type { TranspileOptions, WorkerEntry } from '../src/options.js'

const entries: WorkerEntry[] = []
const worker = (entry: WorkerEntry) => {
  entries.push(entry)
  return { bytes: new Uint8Array(0) }
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
  ['p2-typed', {}, /is a library with typed interfaces\.[^]*fix: Import it without &worker/],
  ['library', { host: 'preview2' }, /is a library with typed interfaces\.[^]*without &preview2/],
  ['composed-wac', {}, /is composed of several components[^]*fix: Import it without &worker\./],
] as const)('%s %o is refused, with the mode that can', async (name, options, message) => {
  expect(await refused(name, options)).toMatch(message)
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
