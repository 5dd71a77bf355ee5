import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../../../fixtures/index.mjs'
import { classify } from '../src/classify.js'
import { UnwasiError } from '../src/errors.js'
import { componentize, inspect, transpile } from '../src/index.js'
import { promised } from './classify-harness.js'
import { commandText, parse } from '../../../fixtures/components.mjs'
import { outlineOf } from './component-outline.js'
import { component as encoded, module, sleb, uleb } from './wasm-bytes.js'

/** More than an argument list can have. */
const MANY = 300_000

const repeated = (part: Uint8Array, times: number): Uint8Array => {
  const all = new Uint8Array(part.length * times)
  for (let n = 0; n < times; n++) all.set(part, n * part.length)
  return all
}

/** Encodes a section by hand, because `wasm-bytes.ts` uses spread arguments too. */
const large = (id: number, count: number, part: Uint8Array, head: number[] = []): Uint8Array => {
  const content = [Uint8Array.from([...head, ...uleb(count)]), repeated(part, count)]
  const size = content.reduce((sum, one) => sum + one.length, 0)
  return new Uint8Array(Buffer.concat([Uint8Array.from([id, ...uleb(size)]), ...content]))
}

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

describe('very large and very deep input is read or refused', () => {
  const nested = (form: number): Uint8Array => {
    const body = joined(Uint8Array.of(1), repeated(Uint8Array.of(form, 1, 1), 200_000), Uint8Array.of(0x7f))
    return joined(encoded(), Uint8Array.from([7, ...uleb(body.length)]), body)
  }
  const lists = (): Uint8Array => {
    const all = Array.from({ length: 200_000 }, (_, n) => (n === 0 ? [0x7f] : [0x70, ...sleb(n - 1)]))
    const body = Uint8Array.from([...uleb(all.length), ...all.flat()])
    return joined(encoded(), Uint8Array.from([7, ...uleb(body.length)]), body)
  }
  const cases: readonly (readonly [name: string, input: () => Uint8Array, outcome: string])[] = [
    ['types', () => joined(encoded(), large(7, MANY, Uint8Array.of(0x7f))), 'NO_ENTRY'],
    ['types of one another', lists, 'NO_ENTRY'],
    ['types of instances in one another', () => nested(0x42), 'UNSUPPORTED'],
    ['types of components in one another', () => nested(0x41), 'UNSUPPORTED'],
    ['core instances', () => joined(encoded(), large(2, MANY, Uint8Array.of(1, 0))), 'library'],
    ['instances', () => joined(encoded(), large(5, MANY, Uint8Array.of(1, 0))), 'library'],
    ['core types', () => joined(module(), large(1, MANY, Uint8Array.of(0x60, 0, 0))), 'NO_ENTRY'],
    ['core types in a group', () => joined(module(), large(1, MANY, Uint8Array.of(0x60, 0, 0), [1, 0x4e])), 'NO_ENTRY'],
    ['core memories', () => joined(module(), large(5, MANY, Uint8Array.of(0, 1))), 'NO_ENTRY'],
  ]
  test.each(cases)('%s', (_, input, outcome) => {
    const found = classify(input())
    expect(found.kind === 'refused' ? found.error.code : found.kind === 'component' ? 'library' : found.kind).toBe(outcome)
    expect(JSON.stringify(inspect(input()))).toContain('"converts"')
  })
})

test('functions that are each other’s realloc do not make an endless plan', async () => {
  const chain = Array.from(
    { length: 3000 },
    (_, n) => `(core func $f${n + 1} (canon lower (func $x "f") (memory $m) (realloc (core func $f${n}))))`,
  )
  const text = commandText({
    imports:
      '(import "wasi:sockets/x@0.2.0" (instance $x (export "f" (func (param "a" u32) (param "b" u32) (param "c" u32) (param "d" u32) (result u32)))))',
    before: `(core module $l (memory (export "m") 1)) (core instance $l (instantiate $l)) (alias core export $l "m" (core memory $m))
      (core func $f0 (canon lower (func $x "f"))) ${chain.join('')}`,
  })
  expect((await promised(await parse(text))).refusal?.headline).toContain('allocates with a function that does not come')
})

/** Returns the reason for a refusal. Any other error fails the test. */
function headlineOf(error: unknown): string {
  if (error instanceof UnwasiError) return error.headline
  throw error
}

function caught(run: () => string | undefined): string | undefined {
  try {
    return run()
  } catch (error) {
    return headlineOf(error)
  }
}

const commands = ['p2-hello', 'p2-native', 'hello'] as const
const libraries = ['p2-typed', 'library'] as const

describe.each([...commands, ...libraries])('%s, damaged', (name) => {
  let whole: Uint8Array
  let outline: Uint8Array
  beforeAll(async () => {
    whole = name.startsWith('p2-') ? fixture(name) : await componentize(fixture(name), { cache: false })
    outline = outlineOf(whole)
  })

  const change = fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.nat(8)))
  const damaged = (input: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array => {
    const out = input.slice()
    for (const [at, byte] of changes) out[8 + (at % (out.length - 8))] = byte
    return out
  }

  const classified = (input: Uint8Array): string | undefined => {
    const found = classify(input)
    return found.kind === 'refused' ? found.error.headline : undefined
  }

  const inspected = (input: Uint8Array): string | undefined => caught(() => inspect(input).refusal?.headline)

  test('is read or refused with an UnwasiError, by inspect as by classify', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(change, { minLength: 1, maxLength: 3 }), (all, changes) => {
        const input = damaged(all ? whole : outline, changes)
        expect(inspected(input)).toBe(classified(input))
      }),
      { numRuns: 500 },
    )
  })

  test('inspect accepts everything that transpile accepts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
        const input = damaged(whole, changes)
        const refusal = await transpile(input, { cache: false }).then(() => undefined, headlineOf)
        // jco checks more of a library than the linker does here.
        expect(inspected(input)).toSatisfy((found) => found === undefined || found === refusal)
      }),
      { numRuns: libraries.some((library) => library === name) ? 25 : 300 },
    )
  })
})
