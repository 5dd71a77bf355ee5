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

test('the types know imports of sources, which begin with the query `component`', () => {
  const declared = [...clientText().matchAll(/^declare module '\*(.*)' /gm)].map(([, end]) => end!)
  const sources = declared.filter((end) => !end.startsWith('.wasm'))
  const files = ['.go', '.rs', '.zig', '.c', '.cc', '.cpp', '.cxx', '.ts', '/Cargo.toml', '/asconfig.json', '/']
  for (const file of files)
    for (const query of ['', '&inline', '&worker', '&inline&worker', '&preview2', '&worker&preview2', '&url', '&url&inline'])
      expect(sources).toContain(`${file}?component${query}`)
  for (const end of sources) expect(parseRequest(`./program${end}`)?.path, end).toBe(`./program${end.replace(/\?.*/, '')}`)
  expect(new Set(declared).size).toBe(declared.length)
})
