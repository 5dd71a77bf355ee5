import { expect, test } from 'vitest'
import * as browser from '../src/platform/browser.js'
import * as node from '../src/platform/node.js'

// The compiler checks that a module of one platform can stand for that of the other.
const platforms: readonly (typeof node)[] = [node, browser]

test('Node and browsers have the same functions', () => {
  expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort())
})

test.each([
  ['main.wasm', 'main.wasm'],
  ['/a/b/main.wasm', 'main.wasm'],
  ['a/b', 'b'],
])('the file of %s is called %s', (path, name) => {
  expect(platforms.map(({ fileName }) => fileName(path))).toEqual([name, name])
})

test('statements that are not valid are found, and none are run', () => {
  for (const { checkSyntax } of platforms) {
    expect(() => checkSyntax("'use strict'\nthrow new Error('it ran')")).not.toThrow()
    for (const wrong of ['const a = ;', "'use strict'\nwith (a) {}", '} function other() {'])
      expect(() => checkSyntax(wrong)).toThrow(SyntaxError)
  }
})

test('a browser keeps nothing in a folder', async () => {
  const cache = browser.openCache('main.wasm', 'folder')
  let made = 0
  const make = async () => Uint8Array.of(++made)
  expect([await cache.remember(['key'], make), await cache.remember(['key'], make)]).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
  expect([cache.folder, cache.keep('guest', 'wasm', Uint8Array.of(1))]).toEqual([false, undefined])
})
