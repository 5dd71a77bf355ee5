import { expect, test } from 'vitest'

import { importsFor, isImports } from '../src/imports.js'
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
