import { expect, test } from 'vitest'

import { modes } from '../../scripts/modes/modes.mjs'
import { rows } from '../../scripts/modes/rows.mjs'

/** What a scenario did: it returned a value, or failed. */
export type Outcome = { value: unknown } | { code: string; message: string }

const expected = (cell: (typeof rows)[number]['cells'][number]): unknown => {
  if ('code' in cell) return { code: cell.code, message: expect.stringContaining(cell.part) as unknown }
  return { value: 'value' in cell ? cell.value : undefined }
}

/** Declares a test for each cell of a mode that has a scenario. `outcomeOf` runs it in `engine`. */
export function testMode(id: string, engine: string, outcomeOf: (scenario: string) => Promise<Outcome>): void {
  const column = modes.findIndex((mode) => mode.id === id)
  if (column < 0) throw new Error(`There is no mode "${id}".`)
  const cells = rows.flatMap(({ name, scenario, cells }) => {
    const cell = cells[column]
    if (cell === undefined || cell.says === '' || scenario === undefined) return []
    if ('only' in cell && cell.only !== engine) return []
    return [[`${name}: ${cell.says}`, scenario, cell] as const]
  })

  test.each(cells)('%s', async (_, scenario, cell) => {
    expect(await outcomeOf(scenario)).toEqual(expected(cell))
  })
}
