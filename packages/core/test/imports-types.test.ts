import { expect, test } from 'vitest'

import { parse } from '../../../fixtures/components.mjs'
import { transpile } from '../src/transpile.js'

test.each([
  ['_start', '"f"(): number | Promise<number>'],
  ['work', '"f"(): number\n'],
])('only functions for a program may return promises: %s', async (entry, expected) => {
  const text = `(module (import "env" "f" (func (result i32))) (memory (export "memory") 1) (func (export "${entry}")))`
  const { types } = await transpile(await parse(text), { cache: false, imports: { env: true } })
  expect(types).toContain(expected)
})
