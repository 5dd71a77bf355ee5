import { expect, test } from 'vitest'

import { budgets, line, Times } from '../../scripts/times.mjs'

test('the budgets leave `npm test` less than 40 minutes', () => {
  expect(Object.values(budgets).reduce((sum, minutes) => sum + minutes, 0)).toBeLessThan(40)
})

test('a step that exceeds its budget is marked', () => {
  expect(line('unit', 59_600, 1)).toBe('unit          1:00 of  1:00')
  expect(line('unit', 61_000, 1)).toBe('unit          1:01 of  1:00  OVER BUDGET')
  expect(line('other', 3_600_000, undefined)).toBe('other        60:00')
})

test('the table has all steps that were measured, failed ones too', () => {
  const times = new Times()
  expect(times.measure('build', () => 'built')).toBe('built')
  expect(() =>
    times.measure('other', () => {
      throw new Error('failed')
    }),
  ).toThrow('failed')
  expect(times.table().split('\n')).toEqual([
    'build         0:00 of  0:30',
    'other         0:00',
    expect.stringMatching(/^total {9}0:00 of \d\d:\d\d$/),
  ])
})
