import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { witNames } from '../src/isolate/world.js'

test.each([
  ['add', 'add'],
  ['churnAll', 'churn-all'],
  ['snake_case', 'snake-case'],
  ['parseHTTPHeader', 'parse-http-header'],
  ['__new', 'new'],
  ['v2.parse', 'v2-parse'],
  ['2d', 'n2d'],
  ['$', 'unnamed'],
  ['memory', 'memory-n2'],
])('%s becomes %s', (name, expected) => expect(witNames([name])).toEqual([expected]))

test('names that become equal get different suffixes', () => {
  expect(witNames(['fooBar', 'foo_bar', 'foo-bar-n2', 'FOO-BAR'])).toEqual([
    'foo-bar',
    'foo-bar-n2',
    'foo-bar-n2-n2',
    'foo-bar-n3',
  ])
})

test('whatever the names, the results are valid and distinct', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (names) => {
      const wit = witNames(names)
      expect(new Set(wit).size).toBe(names.length)
      for (const name of wit) expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/)
    }),
  )
})
