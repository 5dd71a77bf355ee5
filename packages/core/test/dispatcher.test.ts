import { describe, expect, test } from 'vitest'

import { dispatcher } from '../src/emit/dispatcher.js'
import { describeProgram } from '../src/index.js'
import type { GivenImport } from '../src/program.js'
import type { FuncType } from '../src/read/shapes.js'
import { exportOf, func, importFunc, program } from './wasm-bytes.js'

const given = (type: FuncType, source: string | undefined = './env.js'): GivenImport => ({
  module: 'env',
  name: 'f',
  type,
  signature: '',
  source,
  fallback: undefined,
})

type Functions = Record<string, (...args: unknown[]) => unknown>

/** An instance over functions that note how they are called. */
const instance = (imports: readonly GivenImport[], called: (how: string, args: unknown[], inner: number) => unknown) => {
  const module = new WebAssembly.Module(dispatcher(imports) as Uint8Array<ArrayBuffer>)
  const functions = (how: string) =>
    Object.fromEntries(
      imports.map((_, index) => [
        String(index),
        (...args: unknown[]) => called(how, args, (all['inner'] as WebAssembly.Global).value),
      ]),
    )
  const all: WebAssembly.Exports = new WebAssembly.Instance(module, { waits: functions('waits'), plain: functions('plain') })
    .exports
  return all as unknown as Functions & { inner: WebAssembly.Global }
}

describe('the dispatcher', () => {
  test('passes values, and chooses by whether JavaScript is in between', () => {
    const seen: unknown[] = []
    const made = instance([given({ params: ['i32', 'i64', 'f32', 'f64'], results: ['i64', 'f64'] })], (how, args, inner) => {
      seen.push([how, ...args, inner])
      if (how === 'waits') made['0']!(2, 3n, 0.5, 1.5)
      return [9n, 2.5]
    })
    expect(made['0']!(1, 2n, 0.5, 1.5)).toEqual([9n, 2.5])
    expect(seen).toEqual([
      ['waits', 1, 2n, 0.5, 1.5, 1],
      ['plain', 2, 3n, 0.5, 1.5, 1],
    ])
    expect(made.inner.value).toBe(0)
  })

  test('leaves out what it has no type for', () => {
    const types: FuncType[] = [
      { params: ['v128'], results: [] },
      { params: [], results: ['ref'], refs: ['null 111'] },
      { params: [], results: [], nominal: true },
    ]
    expect(dispatcher(types.map((type) => given(type)))).toBeUndefined()
    expect(dispatcher([{ ...given({ params: [], results: [] }), source: undefined }])).toBeUndefined()
    const made = instance([...types.map((type) => given(type)), given({ params: [], results: [] })], () => undefined)
    expect(Object.keys(made).toSorted()).toEqual(['3', 'inner'])
  })

  test('is only for commands', async () => {
    const link = async (entry: string) => {
      const bytes = program({
        types: [func()],
        imports: [importFunc('env', 'f', 0)],
        functions: [0],
        exports: [exportOf(entry, 0, 1)],
      })
      const { link: found } = await describeProgram(bytes, { cache: false, imports: { env: true } })
      return found.by === 'preview1' && found.dispatcher
    }
    expect(await link('_start')).toMatch(/^AGFzbQ/)
    expect(await link('run')).toBeUndefined()
  })
})
