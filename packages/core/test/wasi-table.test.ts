import * as runtime from '@unwasi/runtime'
import type { Item, LinkPlan } from '@unwasi/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { FORMAT } from '../src/emit/format.js'
import { componentize, inspect } from '../src/index.js'
import { componentParts, lacksResource, wasiFunction, wasiFunctions } from '../src/preview2/table.js'
import { decode } from '../src/read/component/decode.js'
import { call, drop, i32, i64 } from '../src/wasm/code.js'
import { concat } from '../src/wasm/encode.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'
import { linkedImports } from './linked-imports.js'

const all = [...wasiFunctions()].flatMap(([from, functions]) => [...functions].map(([name, type]) => ({ from, name, type })))
const parts = componentParts(all.map(({ from, name }) => [from, name]))
const { command, component, ...exported } = runtime
const hostOf = (names: typeof parts) => names.map((name) => exported[name])

/** A module with a memory, an allocator and a function that answers 0. */
function library(): Uint8Array {
  const m = new ModuleBuilder()
  const realloc = m.function({ params: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] }, () => i32(0))
  const run = m.function({ params: [], results: ['i32'] }, () => [drop(i32(1)), i32(0)])
  m.memory(1, 1)
  m.export('memory', 'memory', 0)
  m.export('realloc', 'func', realloc)
  m.export('run', 'func', run)
  return m.build()
}

/** A module that imports all functions of the table, by the interface's name and its own. */
function importing(): Uint8Array {
  const m = new ModuleBuilder()
  for (const { from, name, type } of all) m.importFunction('host', `${from} ${name}`, type)
  return m.build()
}

/** A module that imports a function of WASI, and whose `run` calls it with zeros. */
function calling({ from, name, type }: (typeof all)[number]): Uint8Array {
  const m = new ModuleBuilder()
  const callee = m.importFunction('host', `${from} ${name}`, type)
  const zeros = type.params.map((param) => (param === 'i32' ? i32(0) : i64(0)))
  const code = [...zeros, call(callee), ...type.results.map(() => drop([])), i32(0)]
  m.export(
    'run',
    'func',
    m.function({ params: [], results: ['i32'] }, () => code),
  )
  return m.build()
}

/** A program of a library and `importer`, which imports `functions`, over a host of the parts `names`. Calls an export `run`. */
function programOf(importer: Uint8Array, functions: typeof all, run: LinkPlan['run'], names: typeof parts) {
  const first = library()
  const memory: Item = [0, 'memory']
  const items = functions.map(({ from, name }) => [`${from} ${name}`, { lower: [from, name], memory, realloc: [0, 'realloc'] }])
  const plan: LinkPlan = {
    modules: [
      [0, first.length],
      [first.length, first.length + importer.length],
    ],
    steps: [
      { module: 0, imports: {} },
      { items: Object.fromEntries(items) as Record<string, Item> },
      { module: 1, imports: { host: 1 } },
    ],
    run,
  }
  const guest = new Uint8Array(concat([first, importer]))
  return command({ format: FORMAT, name: 'x', guest, component: component(plan, hostOf(names)) })
}

describe('the table of WASI 0.2', () => {
  let lowered: WebAssembly.ModuleImports
  beforeAll(async () => {
    const run = programOf(importing(), all, [0, 'run'], parts)
    await run.load()
    lowered = linkedImports(() => run.sync())[1]!['host']!
  })

  test.each(all.filter(({ type }) => type.params.length > 0))(
    'has $from $name with the signature that the host serves',
    ({ from, name, type }) => {
      expect((lowered[`${from} ${name}`] as () => unknown).length).toBe(type.params.length)
    },
  )

  test.each(all)('says which part serves $from $name', async (one) => {
    const called = async (names: typeof parts): Promise<string> => {
      const run = programOf(calling(one), [one], [2, 'run'], names)
      await run.load()
      try {
        run.sync()
        return 'it returned'
      } catch (error) {
        return String(error)
      }
    }
    const { part } = one.type
    const missing = `${one.from}#${one.name} is not supported`
    expect(await called([part])).not.toContain(missing)
    expect(await called(parts.filter((other) => other !== part))).toContain(missing)
  })

  test('lists parts once, sorted, and none for functions that the host lacks', () => {
    const functions = ['[method]output-stream.write', '[method]input-stream.read', '[method]output-stream.flush', 'x']
    expect(componentParts(functions.map((name) => ['wasi:io/streams', name]))).toEqual(['inputStreams', 'outputStreams'])
    expect(componentParts([['wasi:sockets/tcp', 'x']])).toEqual([])
  })

  test('has no names that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(wasiFunction(name, name)).toBeUndefined()
      expect(wasiFunction('wasi:cli/stdin', name)).toBeUndefined()
      expect(lacksResource(name, name)).toBe(false)
      expect(lacksResource('wasi:io/streams', name)).toBe(true)
    }
  })

  // A different declaration is refused (link-refusals.test.ts), so wit-component's output for WIT proves the table right.
  test('has the signatures that components import according to WIT', async () => {
    const portable = ['go', 'readdir', 'readlink', 'read-write', 'poll', 'descriptors', 'sockets', 'rust']
    const inputs = await Promise.all([
      ...['p2-hello', 'p2-native', 'p2-typed'].map((name) => fixture(name)),
      ...portable.map((name) => componentize(fixture(name), { cache: false })),
    ])
    const found = new Set<string>()
    for (const input of inputs) {
      expect(inspect(input)).toMatchObject({ converts: true })
      for (const [from, name] of declared(input)) if (wasiFunction(from, name)) found.add(`${from} ${name}`)
    }
    expect(found.size).toBeGreaterThan(40)
  })
})

/** The functions among a component's imports. */
function declared(input: Uint8Array): [from: string, name: string][] {
  const { items } = decode(input)
  const types = items.flatMap((item) => {
    if (item.is === 'type') return [item.type]
    const adds = (item.is === 'alias' && item.sort === 'type') || (item.is === 'import' && item.type.sort === 'type')
    return adds || (item.is === 'export' && item.of.sort === 'type') ? [undefined] : []
  })
  return items.flatMap((item) => {
    if (item.is !== 'import' || item.type.sort !== 'instance') return []
    const type = types[item.type.type]
    if (type?.is !== 'instance') return []
    return type.declarations.flatMap((one) =>
      one.is === 'export' && one.type.sort === 'func' ? [[item.name.split('@')[0]!, one.name] as [string, string]] : [],
    )
  })
}
