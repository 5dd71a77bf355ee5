import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { expect, test } from 'vitest'

import { UnwasiError } from '@unwasi/core'

import { importsFor, isImports, missingGuests, once, withRemark } from '../src/imports.js'
import { resolveOptions } from '../src/options.js'

const option = {
  env: './src/env.js',
  log: true,
  pkg: 'some-package/imports',
  './guests/a.wasm': { env: true, js: '../js.js' },
} as const

test('what is said for one guest takes precedence', () => {
  expect(importsFor(option, '/project/guests/a.wasm', '/project')).toEqual({
    env: true,
    log: true,
    pkg: 'some-package/imports',
    js: '../../js.js',
  })
  expect(importsFor(option, '/project/src/b.wasm', '/project')).toEqual({
    env: './env.js',
    log: true,
    pkg: 'some-package/imports',
  })
})

test('files are named as the bundler needs them', () => {
  const upper = (file: string) => file.toUpperCase()
  expect(importsFor({ env: './env.js' }, '/p/a.wasm', '/p', upper)).toEqual({ env: '/P/ENV.JS' })
  expect(importsFor(undefined, '/p/a.wasm', '/p')).toEqual({})
})

test.each([[{ env: false }], [{ env: '' }], [{ env: {} }], [{ './a.wasm': './env.js' }], [['env']], ['env'], [null]])(
  'refuses %j',
  (imports) => {
    expect(isImports(imports)).toBe(false)
    expect(() => resolveOptions({ imports: imports as unknown as typeof option })).toThrow(/option 'imports'/)
  },
)

test('accepts an option with all forms', () => {
  expect(resolveOptions({ imports: option }).imports).toBe(option)
})

test('a guest may be reached through a link', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'unwasi-imports-'))
  mkdirSync(path.join(root, 'real'))
  writeFileSync(path.join(root, 'real/a.wasm'), '')
  symlinkSync(path.join(root, 'real'), path.join(root, 'linked'), 'junction')
  expect(importsFor({ './linked/a.wasm': { env: true } }, path.join(root, 'real/a.wasm'), root)).toEqual({ env: true })
  expect(importsFor({ './linked/b.wasm': { env: true } }, path.join(root, 'real/a.wasm'), root)).toEqual({})
  rmSync(root, { recursive: true })
})

test('guests that do not exist are remarked on once', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'unwasi-imports-'))
  writeFileSync(path.join(root, 'a.wasm'), '')
  const misspelt = { env: './missing.js', './a.wasm': { env: true }, './A/a.wasm': { env: true }, 'b.wasm': {} } as const
  const remark = missingGuests(misspelt, root)
  expect(remark).toMatch(/names "\.\/A\/a\.wasm" and "b\.wasm", which do not exist in /)
  expect([once(remark), once(remark), once(undefined)]).toEqual([remark, undefined, undefined])
  expect(missingGuests({ './a.wasm': { env: true } }, root)).toBeUndefined()
  expect(missingGuests(undefined, root)).toBeUndefined()

  const refused = new UnwasiError({ code: 'UNKNOWN_IMPORT', headline: 'h', why: 'w', fix: 'f', file: 'a.wasm' })
  expect(withRemark(refused, remark)).toMatchObject({ headline: 'h', file: 'a.wasm', fix: `${remark}\n  f` })
  expect(withRemark(refused, undefined)).toBe(refused)
  const other = new Error('other')
  expect(withRemark(other, remark)).toBe(other)
  rmSync(root, { recursive: true })
})
