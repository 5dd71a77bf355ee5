import { expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { transpile } from '../src/transpile.js'
import type { TranspileOptions, WorkerEntry } from '../src/options.js'

const entries: WorkerEntry[] = []
const inWorker = (name: string, options: TranspileOptions = {}) =>
  transpile(fixture(name), {
    name: 'guest.wasm',
    cache: false,
    worker(entry) {
      entries.push(entry)
      return { bytes: new Uint8Array(0) }
    },
    ...options,
  })
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
  ['unknown-import', { imports: true }, /imports functions from JavaScript[^]*fix: Import it without &worker: then/],
] as const)('%s %o is refused, with the mode that can', async (name, options, message) => {
  const given = 'imports' in options ? { imports: { env: './env.js' } } : options
  expect(await refused(name, given)).toMatch(message)
})

test('a program that is compiled at build time is refused', async () => {
  expect(await refused('hello', { precompiled: true })).toMatch(/can't be compiled at build time/)
})

test('the module of a program in a worker names no host part', async () => {
  const { code } = await inWorker('go')
  expect(code).toMatch(/^import \{ workerCommand \} from "@unwasi\/runtime"\n/)
})
