import { expect, test } from 'vitest'

import { implement, parse, wasmTools } from '../../../fixtures/components.mjs'
import { componentize } from '../src/componentize.js'
import { inspect } from '../src/inspect.js'
import { transpile } from '../src/transpile.js'

const WIT = `package a:b;
  world library { export twice: func(text: string) -> string; }
  interface host { twice: func(text: string) -> string; }
  world user { import host; export wasi:cli/run@0.2.0; }
  world program { export twice: func(text: string) -> string; export wasi:cli/run@0.2.0; }
  package wasi:cli@0.2.0 { interface run { run: func() -> result; } }`
const module = (more: string) => `(module
  (memory (export "memory") 1) (memory 1) ${more}
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (drop (i32.load8_u 1 (i32.const 0))) i32.const 8)
  (func (export "twice") (param i32 i32) (result i32) i32.const 8))`

test.each(['', '(tag)'])('a typed library with several memories is refused as such: %s', async (more) => {
  const component = await implement('library', WIT, module(more))
  const headline = 'a core module in the component has several memories'
  await expect(transpile(component, { cache: false })).rejects.toMatchObject({ code: 'UNSUPPORTED', headline })
  expect(inspect(component)).toMatchObject({ converts: false, refusal: { headline } })
})

test('an embedded world needs no glue in a portable component', async () => {
  const { tools } = await wasmTools()
  const preview1 = '(import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))'
  const text = module('').replace('(module', `(module ${preview1}`)
  const binary = tools.componentEmbed({ binary: await parse(text), witSource: WIT, world: 'library' })
  const headline = 'a core module in the component has several memories'
  await expect(transpile(binary, { cache: false })).rejects.toMatchObject({ code: 'UNSUPPORTED', headline })
  expect(inspect(binary)).toMatchObject({ converts: false, refusal: { headline } })
  expect((await componentize(binary, { cache: false }))[6]).toBe(1)
})

test('the types of what JavaScript gives to a program with several memories are refused, too', async () => {
  const wat = module('(func (export "wasi:cli/run@0.2.0#run") (result i32) i32.const 0)').replace(
    '(module',
    '(module (import "a:b/host" "twice" (func (param i32 i32 i32)))',
  )
  const component = await implement('user', WIT, wat)
  await expect(transpile(component, { cache: false, imports: { 'a:b/host': true } })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    fix: expect.stringContaining('multi-memory') as string,
  })
})

test('a program with several memories runs, but its further exports are out of reach', async () => {
  const run = '(func (export "wasi:cli/run@0.2.0#run") (result i32) i32.const 0)'
  const component = await implement('program', WIT, module(run))
  const { code } = await transpile(component, { cache: false })
  expect(code).not.toContain('instances')
  expect(inspect(component)).toMatchObject({
    converts: true,
    notes: expect.arrayContaining([expect.stringContaining('has several memories') as string]) as string[],
  })
})
