import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { expect, test } from 'vitest'

import { modes } from '../../scripts/modes/modes.mjs'
import { rows } from '../../scripts/modes/rows.mjs'
import { target, withTable } from '../../scripts/modes-table.mjs'
import { root } from '../../scripts/steps.mjs'

const scenarios = readFileSync(path.join(root, 'tests/modes/scenarios.mjs'), 'utf8')

test('the table in docs/run.md is what scripts/modes-table.mjs writes', () => {
  const text = readFileSync(target, 'utf8')
  expect(text).toBe(withTable(text))
})

test('each cell of the table has a scenario that runs in its mode, or names tests that exist', () => {
  const missing: string[] = []
  for (const { name, scenario, cells } of rows) {
    expect(cells, name).toHaveLength(modes.length)
    if (scenario !== undefined && !scenarios.includes(`\n  ${scenario}: `)) missing.push(`${name}: no scenario ${scenario}`)
    for (const { says, tests } of cells) {
      if (scenario === undefined && tests.length === 0 && says !== '') missing.push(`${name}: ${says} has no test`)
      for (const one of tests) {
        const [file = '', text = ''] = one.split(' > ')
        const source = path.join(root, file)
        if (!existsSync(source) || !readFileSync(source, 'utf8').includes(text)) missing.push(`${name}: ${one}`)
      }
    }
  }
  expect(missing).toEqual([])
})

test('each scenario has a row', () => {
  const named = new Set(rows.map(({ scenario }) => scenario))
  const all = [...scenarios.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name)
  expect(all.filter((name) => !named.has(name))).toEqual([])
})
