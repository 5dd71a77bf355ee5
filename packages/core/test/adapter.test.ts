import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adapt, parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { originalName, wrapped } from '../src/adapter/wrapped.js'
import { classify } from '../src/classify.js'
import { componentize, describeProgram, inspect } from '../src/index.js'
import { readComponent } from '../src/read/component.js'
import { readModule } from '../src/read/core-module.js'
import { accepted } from './classify-harness.js'
import { outcome } from './outcome.js'
import { wrappedText } from './wrapped-text.js'

/** A library with two functions over numbers, one of which writes. */
const LIBRARY = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_initialize"))
  (func (export "add-two") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "half") (param f64) (result f64)
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 8)))
    (f64.mul (local.get 0) (f64.const 0.5)))
  (func (export "unlisted") (param i32)))`
const NUMBERS = 'export add-two: func(a: s32, b: s32) -> s32; export half: func(x: f64) -> f64;'

/** The sections of a module, without the encoding of their sizes, which Go pads. */
const contents = (bytes: Uint8Array): Buffer =>
  Buffer.concat(readModule(bytes).sections.flatMap(({ id, body, end }) => [Uint8Array.of(id), bytes.subarray(body, end)]))

const library = async (exports: string): Promise<Uint8Array> =>
  adapt(await parse(LIBRARY), { kind: 'reactor', world: 'w', wit: `package a:b; world w { ${exports} }` })

describe('a component that the official adapter made', () => {
  test.each(['hello', 'exit', 'start-section', 'duplicate-imports', 'assemblyscript', 'rust', 'c', 'go'])(
    'contains %s, each section byte for byte',
    async (name) => {
      const { bytes, wrapped: found } = accepted('command', await adapt(fixture(name)))
      expect(contents(bytes).equals(contents(fixture(name)))).toBe(true)
      expect(found).toMatchObject({ main: 0, adapter: 1, calls: ['_start'], program: { exports: undefined } })
    },
  )

  test('becomes the portable component of the program itself', async () => {
    const broken = await componentize(await adapt(fixture('assemblyscript')), { cache: false })
    expect(Buffer.compare(broken, await componentize(fixture('assemblyscript'), { cache: false }))).toBe(0)
  })

  test('runs on the host that is asked for', async () => {
    const bytes = await adapt(fixture('hello'))
    const linked = async (host: 'preview1' | 'preview2') => (await describeProgram(bytes, { cache: false, host })).link.by
    expect([await linked('preview1'), await linked('preview2')]).toEqual(['preview1', 'plan'])
  })

  test('gives a library over numbers the names that its functions have in JavaScript', async () => {
    const facts = accepted('reactor', await library(NUMBERS))
    expect(facts).toMatchObject({ initialize: true, memory: { min: 1 } })
    expect(facts.exports.map(({ name }) => name)).toEqual(['addTwo', 'half'])
    const again = readComponent(await componentize(await library(NUMBERS), { cache: false }))
    expect(again.exports).toEqual(['add-two', 'half'])
  })

  test.each([
    ['an unsigned number', NUMBERS.replace('a: s32', 'a: u32')],
    ['a truth value', NUMBERS.replace('-> s32', '-> bool')],
    ['an interface', `${NUMBERS} export face: interface { unlisted: func(a: s32); }`],
  ])('stays a component if it is a library with %s', async (_, exports) => {
    const text = LIBRARY.replace('"unlisted"', '"face#unlisted"')
    const module = await parse(exports.includes('face') ? text : LIBRARY)
    const bytes = await adapt(module, { kind: 'reactor', world: 'w', wit: `package a:b; world w { ${exports} }` })
    expect(accepted('component', bytes).wrapped).toMatchObject({ program: undefined })
  })

  test.each(['hello', 'library'])('is not what unwasi makes of %s', async (name) => {
    expect(accepted('component', await componentize(fixture(name), { cache: false })).wrapped).toBeUndefined()
  })
})

const OTHER_MEMORY =
  '(core module $o (memory (export "memory") 1)) (core instance $oi (instantiate $o)) (alias core export $oi "memory" (core memory $other))'

const BUSY = `(core module $b (import "m" "_start" (func)) (func (export "more")))
    (core instance (instantiate $b (with "m" (instance $m))))`

describe('the shape', () => {
  const found = async (parts?: Parameters<typeof wrappedText>[0]) => {
    const bytes = await parse(wrappedText(parts))
    return wrapped(bytes, readComponent(bytes))
  }

  test('is that of old and new versions of wit-component', async () => {
    expect(await found()).toMatchObject({ main: 0, adapter: 1, calls: ['_start'], program: { exports: undefined } })
    expect(await found({ fixupFrom: 'split' })).toMatchObject({ program: { exports: undefined } })
  })

  test.each([
    [
      'a program with a typed import',
      { mainImports: '(import "a:b/c" "f" (func))', mainArgs: '(with "a:b/c" (instance $none))' },
    ],
    ['a program that imports an unknown function', { imported: 'fd_other' }],
    ['a run function that is the program’s own', { runFrom: '$m', run: '_start' }],
    ['a further export', { more: '(export "more" (func $run))' }],
  ] as const)('with %s is not a command', async (_, parts) => {
    expect(await found(parts)).toMatchObject({ program: undefined })
  })

  test.each([
    ['without an adapter that uses the memory', { adapterImports: '' }],
    ['with a third module that has a memory', { before: '(core module $x (memory 1)) (core instance (instantiate $x))' }],
    [
      'with an adapter that imports something else',
      { adapterImports: '(import "env" "memory" (memory 0)) (import "x" "f" (func))' },
    ],
    ['with the memory of something else', { memory: '$other', before: OTHER_MEMORY }],
    ['in which a call reaches another function', { served: 'fd_read' }],
    ['in which a call reaches nothing', { fixup: '' }],
    ['with a module that is not generated', { before: BUSY }],
    ['that has two programs', { before: '(core instance (instantiate $main (with "wasi_snapshot_preview1" (instance $p1))))' }],
  ] as const)('%s is not recognised', async (_, parts) => {
    expect(await found(parts)).toBeUndefined()
  })
})

test.each([
  ['fd_write', 'fd_write'],
  ['fd_write [v2]', 'fd_write'],
  ['fd_write [v12]', 'fd_write'],
  ['fd_write [v]', 'fd_write [v]'],
  ['a [v2] b', 'a [v2] b'],
])('%s asks for %s', (name, original) => {
  expect(originalName(name)).toBe(original)
})

test('damaged components are classified or refused, never more, and inspect agrees', async () => {
  const inputs = [await adapt(fixture('duplicate-imports')), await library(NUMBERS), await parse(wrappedText())]
  const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.nat(8)))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...inputs), fc.array(change, { minLength: 1, maxLength: 4 }), async (input, changes) => {
      const bytes = input.slice()
      for (const [at, byte] of changes) bytes[8 + (at % (bytes.length - 8))] = byte
      expect(['command', 'reactor', 'component', 'refused']).toContain(classify(bytes).kind)
      expect(await outcome(() => inspect(bytes).refusal)).toMatch(/^(ok|MALFORMED|TRUNCATED|NOT_WASM)$/)
    }),
    { numRuns: 500 },
  )
})
