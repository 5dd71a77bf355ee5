import { expect, test } from 'vitest'

import { hasTextForm, type Shape } from '../src/component-functions.js'

const taking = (shape: Shape) => ({ of: undefined, name: 'f', params: [{ name: 'a', shape }], result: undefined, signature: '' })

test.each<[string, Shape, boolean]>([
  ['a number', 'u32', true],
  ['an error context', 'error-context', false],
  ['a record', ['record', [['x', ['list', 'string']]]], true],
  ['a record with a resource', ['record', [['x', ['option', ['own', { interface: undefined, name: 'counter' }]]]]], false],
  ['a result without values', ['result', null, null], true],
  [
    'a variant',
    [
      'variant',
      [
        ['none', null],
        ['one', ['flags', ['a']]],
      ],
    ],
    true,
  ],
])('%s', (_, shape, expected) => {
  expect(hasTextForm(taking(shape))).toBe(expected)
  expect(hasTextForm({ ...taking('u32'), result: shape })).toBe(expected)
})

test('a type that has itself in many places is looked at once', () => {
  let shape: Shape = 'u32'
  for (let depth = 0; depth < 100; depth++) shape = ['tuple', [shape, shape]]
  expect(hasTextForm(taking(shape))).toBe(true)
})
