import { describe, expect, test } from 'vitest'

import { idFilter, parseRequest, specifierFilter, toId } from '../src/ids.js'

describe('parseRequest', () => {
  test.each([
    ['./main.wasm?component', { path: './main.wasm', preview2: false, url: false, inline: false }],
    ['@/guests/main.wasm?component', { path: '@/guests/main.wasm', preview2: false, url: false, inline: false }],
    ['/abs/main.wasm?component&url', { path: '/abs/main.wasm', preview2: false, url: true, inline: false }],
    ['tool/main.wasm?inline&component', { path: 'tool/main.wasm', preview2: false, url: false, inline: true }],
    ['./main.wasm?component&url&inline', { path: './main.wasm', preview2: false, url: true, inline: true }],
    // Vite asks like this in dev, and some tools write keys with a value.
    ['/main.wasm?import&component&t=1700000000000', { path: '/main.wasm', preview2: false, url: false, inline: false }],
    ['./main.wasm?component=&url=', { path: './main.wasm', preview2: false, url: true, inline: false }],
    ['./main.wasm?inline&preview2&component', { path: './main.wasm', preview2: true, url: false, inline: true }],
    [
      String.raw`C:\guests\main.wasm?component`,
      { path: String.raw`C:\guests\main.wasm`, preview2: false, url: false, inline: false },
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
})

describe('ids', () => {
  test.each([
    [{ preview2: false, url: false, inline: false }, '/a/b.wasm?component'],
    [{ preview2: false, url: true, inline: false }, '/a/b.wasm?component&url'],
    [{ preview2: false, url: false, inline: true }, '/a/b.wasm?component&inline'],
    [{ preview2: false, url: true, inline: true }, '/a/b.wasm?component&url&inline'],
    [{ preview2: true, url: false, inline: false }, '/a/b.wasm?component&preview2'],
    [{ preview2: true, url: true, inline: true }, '/a/b.wasm?component&preview2&url&inline'],
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
