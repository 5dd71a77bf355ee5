import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { FolderCache } from '../src/platform/cache.js'
import { componentize, inspect, transpile } from '../src/index.js'
import { duplicateImports } from '../src/guest-edits.js'
import { readModule } from '../src/read/core-module.js'
import { readProducers } from '../src/read/producers.js'
import { concat } from '../src/wasm/encode.js'
import { parse } from '../../../fixtures/components.mjs'
import { outcome } from './outcome.js'
import {
  component,
  exportOf,
  exports,
  func,
  I32,
  importFunc,
  module,
  program,
  section,
  types,
  uleb,
  V128,
  vec,
} from './wasm-bytes.js'

// These small files ask for a lot. Work that grows with the square of their sizes, or a stack that grows with them, would not
// finish within the time limit of a test.

/** Repeats bytes `count` times, because the tests' encoder is not made for so many. */
function repeated(bytes: readonly number[], count: number): Uint8Array {
  const out = new Uint8Array(bytes.length * count)
  for (let index = 0; index < count; index++) out.set(bytes, index * bytes.length)
  return out
}

function withSection(id: number, content: readonly Uint8Array[], rest: Uint8Array = module()): Uint8Array {
  const size = content.reduce((sum, part) => sum + part.length, 0)
  return concat([module(), Uint8Array.of(id, ...uleb(size)), ...content, rest.subarray(8)])
}

const leb = (value: number) => Uint8Array.from(uleb(value))

/** Runs all conversions. Each gives a result or an `UnwasiError`; returns which, as a code. */
async function codes(bytes: Uint8Array): Promise<Record<string, string>> {
  return {
    inspect: await outcome(() => JSON.stringify(inspect(bytes))),
    transpile: await outcome(() => transpile(bytes, { cache: false })),
    component: await outcome(() => componentize(bytes, { cache: false })),
  }
}

describe('tables', () => {
  const withTables = (tables: number[][]) =>
    module(
      types(func()),
      section(3, vec([0])),
      section(4, vec(tables)),
      exports(exportOf('f', 0, 0)),
      section(10, uleb(1), [2, 0, 0x0b]),
    )
  const [growable, bounded] = [
    [0x70, 0, 1],
    [0x70, 1, 1, 2],
  ]

  test('tables that could fill the engine’s heap are refused', async () => {
    const refused = { inspect: 'ok', transpile: 'UNSUPPORTED', component: 'UNSUPPORTED' }
    expect(await codes(withTables(Array(10).fill(growable)))).toEqual({ inspect: 'ok', transpile: 'ok', component: 'ok' })
    expect(await codes(withTables(Array(11).fill(growable)))).toEqual(refused)
    expect(await codes(withTables([...Array(9).fill(growable), ...Array(20).fill(bounded)]))).toMatchObject({ transpile: 'ok' })
    const large = [0x70, 0, ...uleb(11_000_000)]
    expect(await codes(withTables(Array.from({ length: 10 }, () => large)))).toEqual(refused)
  })

  test('all instances in a component count together', async () => {
    const text = (instances: number) => `(component (core module $m (table 1 funcref) (func (export "f")))
      ${'(core instance (instantiate $m))'.repeat(instances)}
      (func (export "f") (canon lift (core func 0 "f"))))`
    expect(inspect(await parse(text(10)))).toMatchObject({ converts: true })
    expect(inspect(await parse(text(11)))).toMatchObject({ converts: false, refusal: { code: 'UNSUPPORTED' } })
  })
})

describe('many types', () => {
  test('300,000 in one recursion group', async () => {
    const bytes = withSection(1, [leb(1), Uint8Array.of(0x4e), leb(300_000), repeated([0x60, 0, 0], 300_000)])
    expect(readModule(bytes).types).toHaveLength(300_000)
    expect(await codes(bytes)).toEqual({ inspect: 'ok', transpile: 'NO_ENTRY', component: 'NO_ENTRY' })
  })

  test('300,000 recursion groups', () => {
    const bytes = withSection(1, [leb(300_000), repeated([0x4e, 1, 0x60, 0, 0], 300_000)])
    expect(readModule(bytes).types).toHaveLength(300_000)
  })

  test('a function with 300,000 parameters', async () => {
    const bytes = withSection(1, [leb(1), Uint8Array.of(0x60), leb(300_000), repeated([I32], 300_000), leb(0)])
    expect(await codes(bytes)).toEqual({ inspect: 'ok', transpile: 'UNSUPPORTED', component: 'UNSUPPORTED' })
  })

  test('accepts as many parameters as engines do', async () => {
    const bytes = program({ types: [func(Array(1000).fill(I32))], functions: [0], exports: [exportOf('f', 0, 0)] })
    expect(WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)).toBe(true)
    expect(await codes(bytes)).toEqual({ inspect: 'ok', transpile: 'ok', component: 'UNSUPPORTED' })
    expect(WebAssembly.validate(module(types(func(Array(1001).fill(I32)))) as Uint8Array<ArrayBuffer>)).toBe(false)
  })

  test('80,000 exports with 1,000 parameters each, in 500 kB', async () => {
    const names = Array.from({ length: 80_000 }, (_, index) => exportOf(index.toString(36), 0, 0))
    const bytes = program({ types: [func(Array(1000).fill(I32))], functions: [0], exports: names })
    expect(await codes(bytes)).toEqual({ inspect: 'ok', transpile: 'UNSUPPORTED', component: 'UNSUPPORTED' })
  })
})

describe('the same import 60,000 times', () => {
  const many = 60_000
  const bytes = program({
    types: [func(), func([I32], [I32])],
    imports: Array.from({ length: many }, () => importFunc('wasi_snapshot_preview1', 'fd_close', 1)),
    functions: [0],
    exports: [exportOf('memory', 2, 0), exportOf('_start', 0, many)],
  })

  test('converts', async () => {
    expect(await codes(bytes)).toEqual({ inspect: 'ok', transpile: 'ok', component: 'ok' })
  })

  test('gives each a unique name', () => {
    const { imports } = readModule(bytes)
    const renamed = duplicateImports(readModule(bytes))
    expect(renamed.size).toBe(many - 1)
    expect(new Set(renamed.values()).size).toBe(imports.length - 1)
  })

  test('skips names that are taken', () => {
    const found = readModule(
      program({
        types: [func()],
        imports: ['a', 'a.2', 'a', 'a.4', 'a', 'a', 'a.2'].map((name) => importFunc('m', name, 0)),
      }),
    )
    const names = found.imports.map((entry) => duplicateImports(found).get(entry) ?? entry.name)
    expect(names).toEqual(['a', 'a.2', 'a.3', 'a.4', 'a.5', 'a.6', 'a.2.2'])
  })
})

test('a version of a million spaces', () => {
  const spaces = `1${' '.repeat(1_000_000)}x (y)`
  const bytes = withSection(0, [
    ...['producers'].map((name) => Uint8Array.from([...leb(name.length), ...Buffer.from(name)])),
    fields(spaces),
  ])
  expect(readProducers(bytes, readModule(bytes).customs).tools[0]!.version).toHaveLength(1_000_002)
  expect(inspect(bytes).tools).toHaveLength(1)
})

/** The fields of the producers section for one tool with this version. */
function fields(version: string): Uint8Array {
  const name = (text: string) => [leb(text.length), Buffer.from(text)]
  return concat([leb(1), ...name('processed-by'), leb(1), ...name('tool'), ...name(version)])
}

describe('libraries that can’t become a component', () => {
  const library = (names: readonly string[], params = 0) =>
    program({ types: [func(Array(params).fill(I32))], functions: [0], exports: names.map((name) => exportOf(name, 0, 0)) })

  test.each([
    ['60,000 functions', library(Array.from({ length: 60_000 }, (_, index) => `f${index}`)), /exports 60000 functions/],
    ['a name of 200,000 characters', library(['x'.repeat(200_000)]), /have 200000 characters/],
    ['17 parameters', library(['f'], 17), /more than 16 parameters \(f\)/],
  ])('%s', async (_, bytes, message) => {
    expect(await codes(bytes)).toEqual({ inspect: 'ok', transpile: 'ok', component: 'UNSUPPORTED' })
    await expect(componentize(bytes, { cache: false, file: 'x.wasm' })).rejects.toThrow(/^x\.wasm: /)
    await expect(componentize(bytes, { cache: false })).rejects.toThrow(message)
    expect(inspect(bytes).notes.join()).toMatch(message)
  })

  test('functions with vectors are left out and do not count', async () => {
    const bytes = program({
      types: [func(), func(Array(20).fill(V128))],
      functions: [0, 1],
      exports: [exportOf('f', 0, 0), exportOf('g', 0, 1)],
    })
    expect((await codes(bytes)).component).toBe('ok')
  })

  test('16 parameters and 300 functions are fine', async () => {
    expect(
      (
        await codes(
          library(
            Array.from({ length: 300 }, (_, index) => `f${index}`),
            16,
          ),
        )
      ).component,
    ).toBe('ok')
  })
})

/** A component that only bindgen refuses, as it is given to it directly. */
const MISSING_FUNCTION = component(section(11, vec([[0, 'f', 1, 7, 0]])))

test('200 failures of the toolchain leave nothing behind', () => {
  const script = `
    import { bindings } from ${JSON.stringify(new URL('../dist/toolchain/bindgen.js', import.meta.url).href)}
    import { FolderCache } from ${JSON.stringify(new URL('../dist/platform/cache.js', import.meta.url).href)}
    const input = Uint8Array.of(${MISSING_FUNCTION.join()})
    const fail = async () => { try { await bindings(input, new FolderCache(false)) } catch (error) { if (error.code === 'TOOLCHAIN') return } throw new Error('it did not fail') }
    const settled = async () => { for (let n = 0; n < 3; n++) { gc(); await new Promise((done) => setTimeout(done, 20)) } return process.memoryUsage().rss }
    for (let n = 0; n < 20; n++) await fail()
    const before = await settled()
    for (let n = 0; n < 200; n++) await fail()
    console.log((await settled()) - before)
  `
  const grown = Number(execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], { encoding: 'utf8' }))
  // It was 500 MB when an instance of each failure was kept.
  expect(grown).toBeLessThan(100_000_000)
}, 120_000)

test('the vendored tools work after a failure', async () => {
  const { bindings } = await import('../src/toolchain/bindgen.js')
  const typed = fixture('p2-typed')
  const before = await bindings(typed, new FolderCache(false))
  await expect(bindings(MISSING_FUNCTION, new FolderCache(false))).rejects.toMatchObject({ code: 'TOOLCHAIN' })
  expect((await bindings(typed, new FolderCache(false))).glue).toBe(before.glue)
})
