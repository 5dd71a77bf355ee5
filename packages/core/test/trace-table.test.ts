import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { target, traceTable } from '../../../scripts/trace-table.mjs'
import { wasi } from '../src/preview1/unstable.js'

test('the runtime’s tracer has the table of functions that scripts/trace-table.mjs makes of core’s', () => {
  expect(readFileSync(target, 'utf8')).toBe(traceTable(wasi))
})
