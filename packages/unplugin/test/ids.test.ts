import { describe, expect, test } from 'vitest'

import { idFilter, parseRequest, partRequest, specifierFilter, toId } from '../src/ids.js'

/** All orders of `items`. */
const orders = (items: readonly string[]): string[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))

describe('flags', () => {
  const subsets = [
    [],
    ['url'],
    ['inline'],
    ['preview2'],
    ['url', 'inline'],
    ['inline', 'preview2'],
    ['url', 'preview2'],
    ['worker'],
    ['inline', 'worker'],
  ]
  test.each([...subsets, ['url', 'inline', 'preview2']])('component, %s: the same request in every order', (...flags) => {
    for (const order of orders(['component', ...flags])) {
      expect(parseRequest(`./a.wasm?${order.join('&')}`), order.join('&')).toEqual({
        path: './a.wasm',
        preview2: flags.includes('preview2'),
        worker: flags.includes('worker'),
        url: flags.includes('url'),
        inline: flags.includes('inline'),
      })
    }
  })
})

test('an emitted module imports its parts from its own path, whatever the specifier says', () => {
  const importer = parseRequest('/a/b.wasm?component&inline')
  expect(partRequest('./b.wasm?component&inline&unwasi-named', importer)).toEqual({ ...importer, part: 'named' })
  expect(partRequest('./b.wasm?component&unwasi-named', undefined)).toBeUndefined()
  expect(partRequest('./other.wasm?component', importer)).toBeUndefined()
})

describe('parseRequest', () => {
  test.each([
    ['./main.wasm?component', { path: './main.wasm', preview2: false, worker: false, url: false, inline: false }],
    ['@/guests/main.wasm?component', { path: '@/guests/main.wasm', preview2: false, worker: false, url: false, inline: false }],
    ['/abs/main.wasm?component&url', { path: '/abs/main.wasm', preview2: false, worker: false, url: true, inline: false }],
    ['tool/main.wasm?inline&component', { path: 'tool/main.wasm', preview2: false, worker: false, url: false, inline: true }],
    ['./main.wasm?component&url&inline', { path: './main.wasm', preview2: false, worker: false, url: true, inline: true }],
    // Vite asks like this in dev, and some tools write keys with a value.
    [
      '/main.wasm?import&component&t=1700000000000',
      { path: '/main.wasm', preview2: false, worker: false, url: false, inline: false },
    ],
    ['./main.wasm?component=&url=', { path: './main.wasm', preview2: false, worker: false, url: true, inline: false }],
    ['./main.wasm?inline&preview2&component', { path: './main.wasm', preview2: true, worker: false, url: false, inline: true }],
    [
      String.raw`C:\guests\main.wasm?component`,
      { path: String.raw`C:\guests\main.wasm`, preview2: false, worker: false, url: false, inline: false },
    ],
  ])('%s', (specifier, expected) => {
    expect(parseRequest(specifier)).toEqual(expected)
    expect(specifierFilter.test(specifier)).toBe(true)
  })

  test.each([
    './main.wasm',
    './main.wasm?url',
    './main.wasm?init',
    './main.wasm?components',
    './main.js?component',
    'component.wasm?x=component',
  ])('%s is not claimed', (specifier) => {
    expect(parseRequest(specifier)).toBeUndefined()
  })

  test.each(['./icon.svg?component', 'a.b?component', './Button.vue?component', `${'/a?&component='.repeat(2000)}#`])(
    'a specifier of other plugins does not match: %.30s',
    (specifier) => {
      expect(specifierFilter.test(specifier)).toBe(false)
    },
  )

  test.each(['./main.go?component', './cmd/hello?component', 'Cargo.toml?component', '..?component', './a/?url&component'])(
    '%s is a source',
    (specifier) => {
      expect(specifierFilter.test(specifier)).toBe(true)
      expect(parseRequest(specifier)).toMatchObject({ path: specifier.split('?')[0] })
    },
  )
})

describe('ids', () => {
  test.each([
    [{ preview2: false, worker: false, url: false, inline: false }, '/a/b.wasm?component'],
    [{ preview2: false, worker: false, url: true, inline: false }, '/a/b.wasm?component&url'],
    [{ preview2: false, worker: false, url: false, inline: true }, '/a/b.wasm?component&inline'],
    [{ preview2: false, worker: false, url: true, inline: true }, '/a/b.wasm?component&url&inline'],
    [{ preview2: false, worker: true, url: false, inline: false }, '/a/b.wasm?component&worker'],
    [{ preview2: true, worker: true, url: false, inline: true }, '/a/b.wasm?component&preview2&worker&inline'],
    [{ preview2: true, worker: false, url: false, inline: false }, '/a/b.wasm?component&preview2'],
    [{ preview2: true, worker: false, url: true, inline: true }, '/a/b.wasm?component&preview2&url&inline'],
    [
      { preview2: true, worker: false, url: false, inline: true, part: 'named' as const },
      '/a/b.wasm?component&preview2&inline&unwasi-named',
    ],
    [
      { preview2: false, worker: false, url: false, inline: false, part: 'program' as const },
      '/a/b.wasm?component&unwasi-program',
    ],
  ])('%o: %s, and back', (form, id) => {
    const request = { path: '/a/b.wasm', ...form }
    expect(toId(request)).toBe(id)
    expect(idFilter.test(id)).toBe(true)
    expect(parseRequest(id)).toEqual(request)
  })

  test.each(['/a/b.wasm', '/a/b.wasm?url', '/a/b.wasm?component&t=1', '/a/b.js?component'])(
    '%s is not a module id of the plugin',
    (id) => {
      expect(idFilter.test(id)).toBe(false)
    },
  )
})
