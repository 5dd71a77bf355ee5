import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { transpile } from '@unwasi/core'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

import { fixturePath } from '../../../fixtures/index.mjs'
import { convert, type Conversion } from '../src/convert.js'
import { resolveOptions } from '../src/options.js'

vi.mock('@unwasi/core', async (original) => {
  const core = await original<typeof import('@unwasi/core')>()
  return { ...core, transpile: vi.fn<typeof core.transpile>(core.transpile) }
})

const folder = mkdtempSync(path.join(tmpdir(), 'unwasi-conversions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => void vi.mocked(transpile).mockClear())

const conversion = (name: string, dts: string, form: Partial<Conversion['request']> = {}): Conversion => ({
  request: { path: fixturePath(name), preview2: false, worker: false, url: false, inline: false, ...form },
  options: resolveOptions({ cache: folder, dts: path.join(folder, dts) }),
  production: true,
  project: { root: folder, plugin: '@unwasi/vite' },
  place: () => 'the.url',
})

test('a library is converted once for its three modules and its types', async () => {
  const main = await convert(conversion('p2-typed', 'typed.d.ts'))
  expect(main.code).toContain('export { default } from "./p2-typed.wasm?component&unwasi-program"')
  const program = await convert(conversion('p2-typed', 'typed.d.ts', { part: 'program' }))
  expect(program.code).toContain('guest: the.url')
  expect(program.code).not.toContain('await program()')
  const named = await convert(conversion('p2-typed', 'typed.d.ts', { part: 'named' }))
  expect(named.code).toContain('await program()')
  expect(transpile).toHaveBeenCalledTimes(1)
  const types = readFileSync(path.join(folder, 'typed.d.ts'), 'utf8')
  expect(types).toContain('import type { Instantiate } from "@unwasi/vite"')
  expect(program.code).toContain('from "@unwasi/runtime"')
})

test.each([
  ['a command', 'hello', {}],
  ['a command as a component', 'hello', { preview2: true }],
])('%s is converted once, types included', async (_, name, form) => {
  await convert(conversion(name, `${String(_)}.d.ts`, form))
  expect(transpile).toHaveBeenCalledTimes(1)
})

test('a library without named exports in the output is one module', async () => {
  const { code, names } = await convert({ ...conversion('library', 'omitted.d.ts'), named: 'omitted' })
  expect(code).toContain('export default program')
  expect(code).not.toMatch(/\bawait\b|unwasi-program/)
  expect(names).toContain('add')
})
