import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixture, fixtures } from '../../../fixtures/index.mjs'
import { inspect, transpile } from '../src/index.js'
import { outcome } from './outcome.js'
import { component, custom, exportOf, func, module, program, section, vec } from './wasm-bytes.js'

// What inspect says must match what transpile does. Bytes that convert have an inspection, and others the same error code.

function inspected(bytes: Uint8Array): string {
  const { converts, refusal } = inspect(bytes)
  expect(converts).toBe(refusal === undefined)
  return refusal?.code ?? 'ok'
}

/** Like `outcome`, for inspect, where a refusal may be a result or an error. */
async function said(bytes: Uint8Array): Promise<string> {
  let code = ''
  const thrown = await outcome(() => (code = inspected(bytes)))
  return thrown === 'ok' ? code : thrown
}

const small = fixtures
  .map((name) => [name, fixture(name)] as const)
  .filter(([, bytes]) => bytes.length < 20_000 && bytes[6] === 0)
// What is in an embedded world is known when the component is made, as it is with components.
const untyped = small.filter(([name]) => name !== 'component-type' && !name.startsWith('world-'))
const rich = program({
  types: [func(), func([0x7f, 0x7f, 0x7f, 0x7f], [0x7f])],
  imports: [['wasi_snapshot_preview1', 'fd_write', 0, 1]],
  functions: [0, 1, 0],
  exports: [exportOf('memory', 2, 0), exportOf('_start', 0, 1), exportOf('more', 0, 2), exportOf('init', 0, 3)],
  start: 3,
  customs: [custom('producers', vec([['language', vec([['C', '17']])]])), custom('target_features', vec([[0x2b, 'simd128']]))],
})

const edits = fc.array(
  fc.record({ kind: fc.constantFrom('set', 'flip', 'cut', 'insert', 'remove'), at: fc.nat(1_000_000), byte: fc.nat(255) }),
  { minLength: 1, maxLength: 4 },
)

function mutated(input: Uint8Array, all: readonly { kind: string; at: number; byte: number }[]): Uint8Array {
  const out = [...input]
  for (const { kind, at, byte } of all) {
    const index = 8 + (at % Math.max(out.length - 8, 1))
    if (kind === 'set') out[index] = byte
    else if (kind === 'flip') out[index] = (out[index] ?? 0) ^ (1 << (byte & 7))
    else if (kind === 'insert') out.splice(index, 0, byte)
    else if (kind === 'remove') out.splice(index, 1)
    // Long programs are mostly code, which is not read, so the front part decides.
    else if (byte < 32) out.length = index
  }
  return Uint8Array.from(out)
}

test('with any change to a module', async () => {
  const inputs = [...untyped.map(([, bytes]) => bytes), rich, rich, rich]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...inputs), edits, async (input, changes) => {
      const bytes = mutated(input, changes)
      expect(await said(bytes)).toBe(await outcome(() => transpile(bytes, { cache: false })))
    }),
    { numRuns: 4000 },
  )
})

test('with every byte of a module changed to every border value', async () => {
  for (let at = 8; at < rich.length; at++) {
    for (const byte of [0, 1, 2, 5, 0x40, 0x7f, 0x80, 0xff]) {
      const bytes = Uint8Array.from(rich)
      bytes[at] = byte
      const [one, two] = [await said(bytes), await outcome(() => transpile(bytes, { cache: false }))]
      if (one !== two) throw new Error(`byte ${at} as ${byte}: inspect says ${one}, transpile ${two}`)
    }
  }
})

test.each(small.map(([name]) => name))('unchanged: %s', async (name) => {
  const bytes = fixture(name)
  expect(await said(bytes)).toBe(await outcome(() => transpile(bytes, { cache: false })))
})

describe('a command whose export refers to a missing type', () => {
  const bytes = program({
    types: [func()],
    functions: [0, 7],
    exports: [exportOf('memory', 2, 0), exportOf('_start', 0, 0), exportOf('other', 0, 1)],
  })
  test('is refused by both', async () => {
    expect(await said(bytes)).toBe('MALFORMED')
    expect(await outcome(() => transpile(bytes, { cache: false }))).toBe('MALFORMED')
  })
})

test('a component with a damaged core module is refused by inspect as by transpile', async () => {
  const damaged = component(section(1, module(section(1, 0xff))), section(1, module([1, 0x7f])))
  const malformed = expect.objectContaining({ code: 'MALFORMED' })
  expect(() => inspect(damaged)).toThrow(malformed)
  await expect(transpile(damaged, { cache: false })).rejects.toThrow(malformed)
})

test('a library that can’t be a component says so', () => {
  const wide = program({ types: [func(Array(17).fill(0x7f))], functions: [0], exports: [exportOf('wide', 0, 0)] })
  expect(inspect(wide)).toMatchObject({
    converts: true,
    notes: ["It can't become a component: functions of the library have more than 16 parameters (wide)."],
  })
})
