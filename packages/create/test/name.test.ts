import fc from 'fast-check'
import { expect, test } from 'vitest'

import { nameFrom, problemOfName } from '../src/project/name.js'

test.each(['a', 'my-app', '@scope/my.app', '0x', '-dash'])('%j is a name', (name) => {
  expect(problemOfName(name)).toBeUndefined()
})

test.each(['', 'My', 'a b', '.hidden', '_private', 'a/b', '@/a', 'node_modules', 'ä', 'a'.repeat(215)])(
  '%j is not a name',
  (name) => {
    expect(problemOfName(name)).toEqual(expect.any(String))
  },
)

test.each([
  ['My App', 'my-app'],
  ['Größe', 'gro-e'],
  ['..', 'my-program'],
  ['node_modules', 'my-program'],
  ['日本', 'my-program'],
])('the folder %j gives the name %j', (folder, name) => {
  expect(nameFrom(folder)).toBe(name)
})

test('every folder gives a name', () => {
  fc.assert(fc.property(fc.string(), (folder) => problemOfName(nameFrom(folder)) === undefined))
})
