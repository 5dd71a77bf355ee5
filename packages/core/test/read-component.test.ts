import { describe, expect, test } from 'vitest'
import { UnwasiError } from '../src/errors.js'
import { decode } from '../src/read/component/decode.js'
import { readComponent } from '../src/read/component.js'
import { isComponent } from '../src/read/header.js'
import { bytes, component, custom, module, section, sleb, uleb, vec, type Part } from './wasm-bytes.js'

const INSTANCE = 5
const importOf = (name: string, form = 0): Part => [form, name, INSTANCE, 0]
const exportOf = (name: string): Part => [0, name, INSTANCE, 0, 0]
const canon = (...entries: Part[]): Part => section(8, vec(entries))

function refusal(input: Uint8Array): UnwasiError {
  try {
    readComponent(input)
  } catch (error) {
    if (error instanceof UnwasiError) return error
    throw error
  }
  throw new Error('it was read')
}

test('imports, exports, core modules and nested components', () => {
  const found = readComponent(
    component(
      section(10, vec([importOf('wasi:io/error@0.2.12'), importOf('wasi:io/poll@0.2.12', 1)])),
      section(1, module()),
      section(1, module()),
      section(4, component(section(1, module()))),
      section(10, vec([importOf('later')])),
      section(11, vec([exportOf('wasi:cli/run@0.2.12')])),
      custom('name', 0),
    ),
  )
  expect(found).toMatchObject({
    imports: ['wasi:io/error@0.2.12', 'wasi:io/poll@0.2.12', 'later'],
    exports: ['wasi:cli/run@0.2.12'],
    coreModules: 2,
    components: 1,
    async: false,
  })
})

test('every kind of import and export is read to its exact end', () => {
  const found = readComponent(
    component(
      section(
        10,
        vec([
          [0, 'module', 0, 0x11, uleb(200)],
          [0, 'func', 1, uleb(200)],
          [0, 'value', 2, 1, sleb(-13)],
          [0, 'value of a type', 2, 1, sleb(200)],
          [0, 'same value', 2, 0, 0],
          [0, 'type', 3, 0, uleb(200)],
          [0, 'resource', 3, 1],
          [0, 'component', 4, 0],
          [
            2,
            'attributes',
            vec([
              [0, 'a:b/c'],
              [1, '.1'],
              [2, 'id'],
            ]),
            5,
            0,
          ],
          [0, 'last', 5, 0],
        ]),
      ),
      section(
        11,
        vec([
          [0, 'module', 0, 0x11, 0, 0],
          [0, 'typed', 1, uleb(200), 1, 1, uleb(200)],
          [0, 'last', 3, 0, 0],
        ]),
      ),
    ),
  )
  expect(found.imports.at(-1)).toBe('last')
  expect(found.imports).toEqual([
    'module',
    'func',
    'value',
    'value of a type',
    'same value',
    'resource',
    'component',
    'attributes',
    'last',
  ])
  expect(found.exports).toEqual(['module', 'typed', 'last'])
})

describe('an imported instance', () => {
  const U32 = 0x79
  const VALUES: Part[] = [
    U32,
    [0x72, vec([['x', U32]])],
    [
      0x71,
      vec([
        ['a', 0, 0],
        ['b', 1, U32, 0],
      ]),
    ],
    [0x70, U32],
    [0x6f, vec([U32, sleb(3)])],
    [0x6e, vec(['r', 'w'])],
    [0x6d, vec(['a'])],
    [0x6b, U32],
    [0x6a, 1, U32, 0],
    [0x69, 2],
    [0x68, uleb(200)],
    [0x40, vec([['p', U32]]), 0, U32],
    [0x40, vec([]), 1, 0],
    [0x41, vec([[0x03, 0, 'f', 1, 0]])],
  ]
  const equal = (name: string): Part => [0x04, 0, name, 3, 0, 0]
  const typesOnly: Part = [
    0x42,
    vec([...VALUES.map((value): Part => [0x01, value]), [0x02, 3, 2, 1, 0], [0x02, 3, 0, 0, 't'], equal('t')]),
  ]
  const imports = (index: number, ...sections: Part[]): string[] =>
    readComponent(component(...sections, section(10, vec([[0, 'a:b/c', 5, uleb(index)]])))).imports

  test('that has only types needs nothing from the host', () => {
    expect(imports(0, section(7, vec([typesOnly])))).toEqual([])
    // These come after everything that adds a type.
    const before: Part[] = [
      section(7, vec([...VALUES, [0x3f, 0x7f, 0], [0x3f, 0x7f, 1, 7]])),
      section(
        6,
        vec([
          [3, 0, 0, 't'],
          [1, 0, 0, 'f'],
          [0, 0, 1, 0, 'f'],
          [3, 2, 0, 0],
          [0, 0x11, 2, 0, 0],
        ]),
      ),
      section(10, vec([[0, 'same', 3, 0, 0]])),
      section(11, vec([[0, 'out', 3, 0, 0]])),
    ]
    const index = VALUES.length + 2 + 2 + 1 + 1
    expect(imports(index, ...before, section(7, vec([typesOnly])))).toEqual([])
    expect(imports(index - 1, ...before, section(7, vec([typesOnly])))).toEqual(['a:b/c'])
  })

  test.each([
    ['a function', [0x04, 0, 'f', 1, 0]],
    ['a resource', [0x04, 0, 'r', 3, 1]],
    ['an instance', [0x04, 0, 'i', 5, 0]],
    ['a value', [0x04, 0, 'v', 2, 1, U32]],
  ] satisfies [string, Part][])('that has %s needs it from the host', (_, declaration) => {
    expect(imports(0, section(7, vec([[0x42, vec([equal('t'), declaration])]])))).toEqual(['a:b/c'])
  })

  test.each([
    ['a type', 0x50],
    ['a declaration', [0x42, vec([[0x09]])]],
    ['a value type', [0x70, 0x40]],
    ['a representation of resources', [0x3f, 0x7d, 0]],
  ] satisfies [string, Part][])('%s of an unknown kind is refused, because nothing after it can be read', (_, type) => {
    expect(refusal(component(section(7, vec([type])))).code).toBe('UNSUPPORTED')
  })
})

test('value types are read with their parts', () => {
  const U32 = 0x79
  const read = (type: Part): unknown =>
    decode(component(section(7, vec([type])))).items.map((item) => ('type' in item ? item.type : item))
  const primitive = { is: 'primitive', type: 'u32' }
  expect(read([0x69, 2])).toEqual([{ is: 'own', resource: 2 }])
  expect(read([0x68, 3])).toEqual([{ is: 'borrow', resource: 3 }])
  expect(read([0x6e, vec(['r', 'w'])])).toEqual([{ is: 'flags', names: ['r', 'w'] }])
  expect(read([0x6d, vec(['a'])])).toEqual([{ is: 'enum', names: ['a'] }])
  expect(read([0x67, U32, 5])).toMatchObject([{ is: 'fixed list', length: 5 }])
  expect(read([0x63, U32, U32])).toMatchObject([{ is: 'map' }])
  expect(read(U32)).toEqual([primitive])
})

describe('async', () => {
  const LIFT = (...opts: Part[]): Part => [0, 0, 1, vec(opts), 2]
  const LOWER = (...opts: Part[]): Part => [1, 0, 1, vec(opts)]
  const cases: readonly (readonly [name: string, canon: Part, async: boolean])[] = [
    ['lift with all options of 0.2', LIFT(0, [3, 0], [4, uleb(300)], [5, 7]), false],
    ['lower', LOWER(1, [3, 0], [4, 1]), false],
    [
      'resource functions',
      [
        [2, 6],
        [3, 6],
        [4, 6],
      ],
      false,
    ],
    ['an async lift', LIFT([3, 0], 6, [7, 1]), true],
    ['an async lower', LOWER(6), true],
    ['task.return', [9, 1, 0, 0], true],
    ['stream.new', [0x0e, 0], true],
  ]
  test.each(cases)('%s', (_, entry, async) => {
    const entries = Array.isArray(entry) && Array.isArray(entry[0]) ? entry : [entry]
    expect(readComponent(component(canon(...entries))).async).toBe(async)
  })

  test('inside a nested component', () => {
    expect(readComponent(component(section(4, component(canon(LOWER(6)))))).async).toBe(true)
  })
})

describe('input that cannot be read', () => {
  let nested = component()
  for (let depth = 0; depth < 200; depth++) nested = component(section(4, nested))
  const cases: readonly (readonly [name: string, input: Uint8Array, code: string])[] = [
    ['a core module', module(), 'NOT_A_COMPONENT'],
    ['an old draft', bytes([0, 0x61, 0x73, 0x6d, 0x0a, 0, 1, 0]), 'UNSUPPORTED'],
    ['a section cut short', component([10, 9, 1]), 'TRUNCATED'],
    ['an unknown section', component(section(13)), 'UNSUPPORTED'],
    ['an unknown form of name', component(section(10, vec([importOf('x', 3)]))), 'UNSUPPORTED'],
    ['an unknown kind of import', component(section(10, vec([[0, 'x', 6, 0]]))), 'UNSUPPORTED'],
    ['an unknown canonical option', component(canon([0, 0, 1, vec([8]), 2])), 'UNSUPPORTED'],
    ['an unknown form of instance', component(section(5, vec([[2, 0, 0]]))), 'UNSUPPORTED'],
    ['an unknown form of core instance', component(section(2, vec([[2, 0, 0]]))), 'UNSUPPORTED'],
    ['an unknown sort of core definitions', component(section(6, vec([[0, 0x15, 1, 0, 'f']]))), 'MALFORMED'],
    ['leftovers', component(section(10, vec([importOf('x')]), 0)), 'MALFORMED'],
    ['a core module where a component is nested', component(section(4, module())), 'NOT_A_COMPONENT'],
    ['endless nesting', nested, 'UNSUPPORTED'],
  ]
  test.each(cases)('%s', (_, input, code) => {
    expect(refusal(input).code).toBe(code)
  })
})

test('isComponent reads only the header and never throws', () => {
  expect(isComponent(component())).toBe(true)
  expect(isComponent(module())).toBe(false)
  expect(isComponent(bytes())).toBe(false)
  expect(isComponent(component().subarray(0, 7))).toBe(false)
  expect(isComponent(new TextEncoder().encode('<html><body>'))).toBe(false)
})
