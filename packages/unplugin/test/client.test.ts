import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { clientIncludeText, clientText } from '../src/dts/general.js'
import { queries } from '../src/dts/queries.js'
import { parseRequest } from '../src/ids.js'

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test.each([
  ['client', clientText()],
  ['client-include', clientIncludeText()],
])('%s.d.ts is what the build writes, and so is that of every plugin', (name, text) => {
  expect(file(`core/${name}.d.ts`), 'run the build').toBe(text)
  for (const plugin of ['vite', 'webpack', 'esbuild', 'rollup', 'unplugin']) {
    expect(file(`${plugin}/${name}.d.ts`), plugin).toBe(`/// <reference types="@unwasi/core/${name}" />\n`)
  }
})

test('the types know every query that asks for something, and what it asks for', () => {
  expect(queries.plain).toHaveLength(1 + 2)
  expect(queries.preview2).toHaveLength(2 + 6)
  expect(queries.url).toHaveLength(2 + 6 + 6 + 24)
  const asked = (query: string) => parseRequest(`./a.wasm${query}`)
  expect(queries.plain.map(asked)).not.toContainEqual(expect.objectContaining({ preview2: true }))
  for (const query of queries.preview2) expect(asked(query)).toMatchObject({ preview2: true, url: false })
  for (const query of queries.url) expect(asked(query)).toMatchObject({ url: true })
})
