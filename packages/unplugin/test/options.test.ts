import { UnwasiError, type Options } from '@unwasi/core'
import { describe, expect, test } from 'vitest'

import { resolveOptions } from '../src/options.js'

describe('include and exclude', () => {
  test.each<[Options, string, boolean]>([
    [{}, '/p/main.wasm', false],
    [{ include: '**/*.wasm' }, '/p/main.wasm', true],
    [{ include: 'guests/*.wasm' }, '/p/guests/main.wasm', true],
    [{ include: './guests/*.wasm' }, '/p/guests/main.wasm', true],
    [{ include: 'guests/*.wasm' }, '/p/guests/deep/main.wasm', false],
    [{ include: '/p/*.wasm' }, '/p/main.wasm', true],
    [{ include: '/p/*.wasm' }, '/q/p/main.wasm', false],
    [{ include: '**/*.wasm' }, '/p/.hidden/main.wasm', true],
    [{ include: /main/ }, '/p/main.wasm', true],
    [{ include: [/other/, '**/main.wasm'] }, '/p/main.wasm', true],
    [{ include: '**/*.wasm', exclude: 'main.wasm' }, '/p/main.wasm', false],
    [{ include: 'guests/*.wasm' }, String.raw`C:\p\guests\main.wasm`, true],
  ])('%o, %s: %s', (options, file, claimed) => {
    expect(resolveOptions(options).claims(file)).toBe(claimed)
  })

  test('a regular expression with state matches every time', () => {
    const { claims } = resolveOptions({ include: /\.wasm$/g })
    expect([claims('/a.wasm'), claims('/a.wasm'), claims('/b.wasm')]).toEqual([true, true, true])
  })
})

describe('invalid options', () => {
  test.each<[unknown, RegExp]>([
    [{ incude: '' }, /unknown option 'incude'/],
    [{ include: 3 }, /option 'include': 3/],
    [{ include: [3] }, /option 'include': an array with number/],
    [{ exclude: {} }, /option 'exclude': an object/],
    [{ cache: '' }, /option 'cache': ""/],
    [{ cache: null }, /option 'cache': null/],
    [{ strip: true }, /option 'strip': true/],
    [{ host: 'preview3' }, /option 'host': "preview3"[^]*'preview1' or 'preview2'/],
    [{ maxMemory: '64M' }, /option 'maxMemory': "64M"[^]*whole number of bytes/],
    [{ maxMemory: 0 }, /option 'maxMemory': 0/],
    [{ maxMemory: Infinity }, /option 'maxMemory': Infinity/],
    [{ compact: 'yes' }, /option 'compact': "yes"[^]*true or false/],
    [{ precompiled: 'workerd' }, /option 'precompiled': "workerd"[^]*true or false/],
    [{ dts: 'types.ts' }, /option 'dts': "types.ts"[^]*path of a \.d\.ts file/],
    [{ imports: 'x' }, /option 'imports': "x"/],
    [{ imports: { env: './env.js', js: null } }, /"js" in option 'imports': null[^]*such as \{ env/],
    [{ imports: { './a.wasm': { env: 3 } } }, /"\.\/a\.wasm" in option 'imports': an object/],
    [{ toString: 1 }, /unknown option 'toString'/],
    ['**/*.wasm', /invalid options: "\*\*\/\*\.wasm"/],
    [null, /invalid options: null/],
    [['**/*.wasm'], /invalid options: an array/],
  ])('%j', (options, message) => {
    const attempt = () => resolveOptions(options as Options)
    expect(attempt).toThrow(UnwasiError)
    expect(attempt).toThrow(message)
  })

  test('undefined has the same effect as leaving the option out', () => {
    expect(resolveOptions(JSON.parse('{}') as Options)).toMatchObject({ includes: false, strip: undefined, cache: {} })
    const given: object = { include: undefined, cache: undefined, strip: undefined }
    expect(resolveOptions(given)).toMatchObject({ includes: false, strip: undefined, cache: {} })
  })

  test('the options object is not modified', () => {
    const options = Object.freeze({ include: Object.freeze(['a.wasm']), cache: '/c' })
    expect(resolveOptions(options).cache).toEqual({ cache: '/c' })
  })
})
