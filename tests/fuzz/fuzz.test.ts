import { expect, test } from 'vitest'

import { describe, fuzz } from './frame/index.mjs'
import { fuzzers } from './fuzzers.mjs'

test('hostile inputs are refused or served', async () => {
  const { findings, totals } = await fuzz({ modules: fuzzers, cases: 4000, seed: '1' })
  expect(findings.map((finding) => describe(finding))).toEqual([])
  // A fuzzer whose cases all end early would not find anything either.
  for (const [name, { outcomes }] of totals) expect([name, outcomes.size > 1]).toEqual([name, true])
})
