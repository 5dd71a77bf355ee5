import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { allFeatures, engineNeeds, lowestEngines, versionsText } from '../src/engines/needs.js'
import { VERSIONS } from '../src/engines/versions.js'
import { describeProgram, inspect, transpile } from '../src/index.js'
import { readCode } from '../src/read/code.js'
import { readModule } from '../src/read/core-module.js'
import type { Feature } from '../src/read/shapes.js'

/** A module for each feature that uses nothing else, or those features that it must use, too. */
const MODULES: readonly (readonly [feature: Feature, wat: string, others?: readonly Feature[]])[] = [
  ['multi-value', '(func (result i32 i32) i32.const 1 i32.const 2)'],
  ['sign extension', '(func (result i32) i32.const 1 i32.extend8_s)'],
  ['non-trapping conversions', '(func (result i32) f32.const 1 i32.trunc_sat_f32_s)'],
  ['bulk memory', '(memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.copy)'],
  ['reference types', '(table 1 externref) (func (drop (table.get 0 (i32.const 0))))'],
  ['reference types', '(func (param i32) (drop (select (result i32) (local.get 0) (local.get 0) (local.get 0))))'],
  ['simd', '(func (local v128) (drop (i8x16.shuffle 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 (local.get 0) (local.get 0))))'],
  ['simd', '(memory 1) (func (drop (v128.load8_lane 0 (i32.const 0) (v128.const i64x2 1 11))))'],
  ['exceptions', '(tag $t) (func try throw $t catch $t catch_all end)'],
  ['threads', '(memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0))) atomic.fence)'],
  ['tail calls', '(func $f return_call $f)'],
  ['tail calls', '(table 1 funcref) (func (return_call_indirect (i32.const 0)))'],
  ['extended const', '(global $a i32 (i32.add (i32.const 1) (i32.const 2)))'],
  ['extended const', '(memory 1) (data (i32.add (i32.const 1) (i32.const 2)) "x")'],
  ['relaxed simd', '(func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))', ['simd']],
  ['typed function references', '(type $f (func)) (func (param (ref null $f)) (call_ref $f (local.get 0)))'],
  ['gc', '(type $s (struct (field i32))) (func (drop (struct.get $s 0 (struct.new $s (i32.const 1)))))'],
  ['gc', '(func (drop (i31.get_s (ref.i31 (i32.const 1)))))'],
  ['multi-memory', '(memory 1) (memory 1) (func (drop (i32.load 1 (i32.const 0))))'],
  ['memory64', '(memory i64 1) (func (drop (i32.load (i64.const 0))))'],
  ['exnref', '(func (block (try_table (catch_all 0))))'],
  ['exnref', '(tag $t) (func (param exnref) (throw_ref (local.get 0)))', ['exceptions']],
  ['wide arithmetic', '(func (param i64) (i64.add128 (local.get 0) (local.get 0) (local.get 0) (local.get 0)) drop drop)'],
  ['custom page sizes', '(memory 1 (pagesize 1))'],
]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** Whether this Node is one of `22.19 or 24.15`, or later. */
function isSince(text: string | undefined): boolean {
  const listed = text?.split(' or ').map((version) => version.split('.').map(Number)) ?? []
  return listed.some(([first, second = 0]) => first === major && second <= minor) || major > (listed.at(-1)?.[0] ?? Infinity)
}

describe.each(MODULES.map(([feature, text, others = []]) => ({ feature, text, others })))(
  '$feature',
  ({ feature, text, others }) => {
    test('is found, and nothing else', async () => {
      const bytes = await parse(`(module ${text})`)
      expect([...allFeatures(bytes, readModule(bytes))].sort()).toEqual([feature, ...others].sort())
      expect(readCode(bytes, readModule(bytes).sections).complete).toBe(true)
    })

    test('is in this Node, if the table says so', async () => {
      const bytes = (await parse(`(module ${text})`)) as Uint8Array<ArrayBuffer>
      expect(WebAssembly.validate(bytes)).toBe(isSince(VERSIONS[feature].node))
    })
  },
)

test('code is read to its end', () => {
  for (const name of ['go', 'rust', 'c', 'assemblyscript', 'exit-catch-all-exnref']) {
    const bytes = fixture(name)
    expect(readCode(bytes, readModule(bytes).sections).complete).toBe(true)
  }
})

test('any bytes as code are read without an error, and not beyond their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (code) => {
      const found = readCode(code, [{ id: 10, start: 0, body: 0, end: code.length }])
      expect(typeof found.complete).toBe('boolean')
    }),
  )
})

test('the versions are listed, the highest of several', () => {
  expect(versionsText(VERSIONS.gc)).toBe('Node 22, Chrome 119, Firefox 120, Safari 18.2')
  expect(versionsText(VERSIONS['wide arithmetic'])).toBe('Firefox 155')
  expect(versionsText({})).toBe('no engine yet')
  expect(lowestEngines(['simd', 'exnref', 'multi-memory'])).toEqual({
    node: '22.19 or 24.15',
    chrome: '137',
    firefox: '131',
    safari: '27.3',
  })
  expect(lowestEngines(['gc', 'wide arithmetic'])).toEqual({ firefox: '155' })
  expect(lowestEngines([])).toEqual({})
  expect(lowestEngines(['exnref', 'memory64', 'gc']).node).toBe('22.19 or 24.15')
  expect(lowestEngines(['simd', 'memory64', 'gc']).node).toBe('22.19 or 24')
  expect(lowestEngines(['gc', 'typed function references']).safari).toBe('18.2')
})

test('damaged data is left to engines', async () => {
  const bytes = await parse('(module (memory 1) (data (i32.const 0) "x"))')
  const module = readModule(bytes)
  expect([...allFeatures(bytes.fill(0xff, module.sections.at(-1)!.body), module)]).toEqual([])
})

describe('an emitted module', () => {
  const P1 = '(import "wasi_snapshot_preview1" "proc_exit" (func (param i32))) (memory (export "memory") 1)'

  test.each([
    [
      'exnref',
      '(func (export "_start") (block (try_table (catch_all 0))))',
      'exnref (Node 22.19 or 24.15, Chrome 137, Firefox 131, Safari 18.4)',
    ],
    [
      'extended constants in data',
      '(func (export "_start")) (data (i32.add (i32.const 1) (i32.const 2)) "x")',
      'extended const (Node 22, Chrome 114, Firefox 112, Safari 17.4)',
    ],
  ])('says what a program with %s needs', async (_, text, needs) => {
    const bytes = await parse(`(module ${P1} ${text})`)
    expect((await describeProgram(bytes, { cache: false })).needs).toBe(needs)
    expect((await transpile(bytes, { cache: false })).code).toContain(`\n  needs: ${JSON.stringify(needs)},\n`)
  })

  test.each(['go', 'rust', 'p2-hello', 'p2-typed', 'library'])('does not mention engines for %s', async (name) => {
    expect((await describeProgram(fixture(name), { cache: false })).needs).toBeUndefined()
    expect((await transpile(fixture(name), { cache: false })).code).not.toContain('needs:')
  })

  test('does not depend on reading the code of Go', () => {
    const bytes = fixture('go')
    const module = readModule(bytes)
    const code = module.sections.find(({ id }) => id === 10)!
    // With the code destroyed, the answer is the same.
    expect(engineNeeds([[bytes.slice().fill(0xff, code.body, code.end), module]])).toBeUndefined()
  })

  test('says what the parts of a composed component need', async () => {
    const bytes = await parse(`(component
      (component $A
        (core module $m (func (export "f") (result i32) (block (try_table (catch_all 0))) (i32.const 1)))
        (core instance $i (instantiate $m))
        (func (export "f") (result u32) (canon lift (core func $i "f"))))
      (instance $a (instantiate $A))
      (export "f" (func $a "f")))`)
    const needs = 'exnref (Node 22.19 or 24.15, Chrome 137, Firefox 131, Safari 18.4)'
    expect((await describeProgram(bytes, { cache: false })).needs).toBe(needs)
    expect(inspect(bytes).engines.lowest.node).toBe('22.19 or 24.15')
    expect(inspect(bytes).features).toContain('exnref')
  })
})

describe('the engines in which a page stays alive while the program waits', () => {
  const P1 =
    '(import "wasi_snapshot_preview1" "fd_read" (func (param i32 i32 i32 i32) (result i32))) (memory (export "memory") 1)'

  test.each([
    ['a command', '_start', true],
    ["a library, whose functions can't wait", 'f', false],
  ])('%s', async (_, name, waits) => {
    const { engines } = inspect(await parse(`(module ${P1} (func (export "${name}")))`))
    expect(engines.waiting !== undefined).toBe(waits)
  })

  const STDIN = '(import "wasi:cli/stdin@0.2.0" (instance (export "get-stdin" (func (result u32)))))'
  const RUN = `(core module $m (func (export "run") (result i32) (i32.const 0)))
    (core instance $i (instantiate $m))
    (func $run (result (result)) (canon lift (core func $i "run")))`
  const COMMAND = '(instance $r (export "run" (func $run))) (export "wasi:cli/run@0.2.0" (instance $r))'

  test.each([
    ['a component that is a command', `(component ${STDIN} ${RUN} ${COMMAND})`, true],
    [
      "a component with typed interfaces, whose functions can't wait",
      `(component ${STDIN} ${RUN} (export "f" (func $run)))`,
      false,
    ],
    [
      "a composed component, which can't wait",
      `(component ${STDIN} (component $A ${RUN} ${COMMAND}) (instance $a (instantiate $A))
        (export "wasi:cli/run@0.2.0" (instance $a "wasi:cli/run@0.2.0")))`,
      false,
    ],
  ])('%s', async (_, text, waits) => {
    expect(inspect(await parse(text)).engines.waiting !== undefined).toBe(waits)
  })
})
