import { describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { node } from '../../runtime/src/platform/node.js'
import { resolveOptions } from '../../runtime/src/context/options.js'
import { Preview2Host } from '../../runtime/src/preview2/host.js'
import { RunContext } from '../../runtime/src/context/run-context.js'
import { component, inspect } from '../src/index.js'
import { isWasiResource, wasiFunction, wasiFunctions } from '../src/preview2/table.js'
import { decode } from '../src/read/component/decode.js'

const all = [...wasiFunctions()].flatMap(([face, functions]) => [...functions].map(([name, type]) => ({ face, name, type })))

const host = new Preview2Host(new RunContext(['x'], resolveOptions({}), node(), false))
const lowered = (face: string, name: string) =>
  host.lower(face, name, { memory: new WebAssembly.Memory({ initial: 1 }), realloc: () => 0 })

describe('the table of WASI 0.2', () => {
  test.each(all.filter(({ type }) => type.params.length > 0))(
    'has $face $name with the signature that the host serves',
    ({ face, name, type }) => {
      expect(lowered(face, name).length).toBe(type.params.length)
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
      ...portable.map((name) => component(fixture(name), { cache: false })),
    ])
    const found = new Set<string>()
    for (const input of inputs) {
      expect(inspect(input)).toMatchObject({ converts: true })
      for (const [face, name] of declared(input)) if (wasiFunction(face, name)) found.add(`${face} ${name}`)
    }
    expect(found.size).toBeGreaterThan(40)
  })
})

/** The functions among a component's imports. */
function declared(input: Uint8Array): [face: string, name: string][] {
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
