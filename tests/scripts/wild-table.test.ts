import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { packages } from '../wild/packages.mjs'
import { rows } from '../wild/rows.mjs'
import { counts, target, withTable } from '../wild/table.mjs'

test('tests/wild/README.md has the table that tests/wild/table.mjs writes', () => {
  const text = readFileSync(target, 'utf8')
  expect(text).toBe(withTable(text))
})

test('every kind of use has enough rows, and few only print a version', () => {
  const found = counts()
  expect(Object.values(found).reduce((sum, count) => sum + count)).toBe(rows.length)
  expect(rows.length).toBeGreaterThanOrEqual(40)
  expect(found['version']).toBeLessThanOrEqual(10)
  expect(found['imports']).toBeGreaterThanOrEqual(8)
  expect(found['memory']).toBeGreaterThanOrEqual(6)
  expect(found['repaired']! + found['composed']!).toBeGreaterThanOrEqual(5)
})

test('each row has another name, and each package has a hash', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  const sources = rows.map(({ from }) => from.name).filter((name) => /^(npm|pypi):/.test(name))
  expect(sources.filter((name) => packages[name] === undefined)).toEqual([])
})
