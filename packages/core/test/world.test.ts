import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { componentize } from '../src/index.js'
import { witNames } from '../src/isolate/world.js'
import { readComponent } from '../src/read/component.js'
import { hello, MEMORY, START } from './classify-harness.js'
import { exportOf } from './wasm-bytes.js'

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

test('the further functions of a command are left out', async () => {
  const command = hello({ exports: [MEMORY, START(1), exportOf('more', 0, 1)] })
  expect(readComponent(await componentize(command, { cache: false })).exports).toEqual(['wasi:cli/run@0.2.12'])
})

test('functions with several results are refused', async () => {
  await expect(componentize(fixture('library-multi-value'), { cache: false })).rejects.toMatchObject({
    code: 'NO_ENTRY',
    why: expect.stringContaining('several results') as string,
  })
})
