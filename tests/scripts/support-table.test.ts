import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { expect, test } from 'vitest'

import { root } from '../../scripts/steps.mjs'
import { tables } from '../../scripts/support/cells.mjs'
import { supportText, target } from '../../scripts/support-table.mjs'

test('docs/support.md is what scripts/support-table.mjs writes', () => {
  expect(readFileSync(target, 'utf8')).toBe(supportText())
})

test('each cell of the support tables names a test that exists', () => {
  const missing: string[] = []
  for (const { title, columns, rows } of tables) {
    for (const { name, cells } of rows) {
      expect(cells, `${title}: ${name}`).toHaveLength(columns.length - 1)
      for (const { says, tests } of cells) {
        // Every component is portable.
        if (tests.length === 0 && says !== '' && says !== 'is one' && says !== 'not tested')
          missing.push(`${name}: ${says} has no test`)
        const published = tests.some((one) => one.startsWith('tests/wild/'))
        if (published !== (says === 'fetched')) missing.push(`${name}: ${says} does not say whether its test fetches a program`)
        for (const one of tests) {
          const [file = '', text = ''] = one.split(' > ')
          const source = path.join(root, file)
          if (!existsSync(source) || !readFileSync(source, 'utf8').includes(text)) missing.push(`${name}: ${one}`)
        }
      }
    }
  }
  expect(missing).toEqual([])
})
