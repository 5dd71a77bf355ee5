import { command, component, type Item } from '@unwasi/runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { FORMAT } from '../src/emit/format.js'
import { componentize, inspect } from '../src/index.js'
import { isWasiResource, wasiFunction, wasiFunctions } from '../src/preview2/table.js'
import { decode } from '../src/read/component/decode.js'
import { drop, i32 } from '../src/wasm/code.js'
import { concat } from '../src/wasm/encode.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'
import { linkedImports } from './linked-imports.js'

const all = [...wasiFunctions()].flatMap(([from, functions]) => [...functions].map(([name, type]) => ({ from, name, type })))

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

describe('the table of WASI 0.2', () => {
  let lowered: WebAssembly.ModuleImports
  beforeAll(async () => {
    const [first, second] = [library(), importing()]
    const given: Item = [0, 'memory']
    const items = all.map(({ from, name }) => [
      `${from} ${name}`,
      { lower: [from, name], memory: given, realloc: [0, 'realloc'] } satisfies Item,
    ])
    const plan = {
      modules: [
        [0, first.length],
        [first.length, first.length + second.length],
      ],
      steps: [
        { module: 0, imports: {} },
        { items: Object.fromEntries(items) as Record<string, Item> },
        { module: 1, imports: { host: 1 } },
      ],
      run: [0, 'run'],
    } as const
    const run = command({
      format: FORMAT,
      name: 'x',
      guest: new Uint8Array(concat([first, second])),
      component: component(plan),
    })
    await run.load()
    lowered = linkedImports(() => run.sync())[1]!['host']!
  })

  test.each(all.filter(({ type }) => type.params.length > 0))(
    'has $from $name with the signature that the host serves',
    ({ from, name, type }) => {
      expect((lowered[`${from} ${name}`] as () => unknown).length).toBe(type.params.length)
    },
  )

  test('has no names that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(wasiFunction(name, name)).toBeUndefined()
      expect(wasiFunction('wasi:cli/stdin', name)).toBeUndefined()
      expect(isWasiResource(name, name)).toBe(false)
      expect(isWasiResource('wasi:io/streams', name)).toBe(false)
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
