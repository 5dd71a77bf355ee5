import { describe, expect, test } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { componentize } from '@unwasi/core'
import { WasiTrapError } from '../src/errors/trap.js'
import type { RunOptions } from '../src/types.js'
import { libraryOf } from './component-program.js'

interface Counter {
  next(): number
}

interface Shapes {
  greet(name: string): string
  sum(values: Uint32Array | number[]): bigint
  moved(p: { x: number; y: number; label: string }, by: number): { x: number; y: number; label: string }
  divide(a: number, b: number): number
  half(n: number): number | undefined
  nextColor(c: string): string
  flip(a: { read?: boolean; writeAll?: boolean }): { read: boolean; writeAll: boolean }
  classify(n: number): { tag: string; val?: unknown }
  pair(n: number): [number, boolean]
  total(c: Counter): number
  consume(c: Counter): number
  Counter: (new (start: number) => Counter) & { make(start: number): Counter }
}

interface Typed {
  add(a: number, b: number): number
  log(text: string): void
  dice(): bigint
  trap(): void
  shapes: Shapes
  'unwasi:typed/shapes@1.0.0': Shapes
}

const instance = async (options?: RunOptions): Promise<Typed> => (await libraryOf<Typed>(fixture('p2-typed')))(options)

/** Returns the error that `call` throws. */
const thrown = (call: () => unknown): Error & { payload?: unknown } => {
  try {
    call()
  } catch (error) {
    return error as Error
  }
  throw new Error('it threw nothing')
}

describe('every kind of type', () => {
  test('goes in and comes out', async () => {
    const { shapes, ...lib } = await instance()
    expect(lib.add(2, 3)).toBe(5)
    expect(lib.add(2 ** 32 - 1, 2)).toBe(1)
    expect(shapes.greet('wörld 🌍')).toBe('hello, wörld 🌍')
    expect(shapes.greet('')).toBe('hello, ')
    expect(shapes.sum(Uint32Array.of(1, 2, 2 ** 32 - 1))).toBe(2n ** 32n + 2n)
    expect(shapes.sum([])).toBe(0n)
    expect(shapes.moved({ x: -1, y: 2, label: 'ü' }, -5)).toEqual({ x: -6, y: -3, label: 'ü' })
    expect([shapes.half(8), shapes.half(7)]).toEqual([4, undefined])
    expect(['red', 'light-green', 'blue'].map((color) => shapes.nextColor(color))).toEqual(['light-green', 'blue', 'red'])
    expect(shapes.flip({ read: true })).toEqual({ read: false, writeAll: true })
    expect([0, 1, 2].map((n) => shapes.classify(n))).toEqual([
      { tag: 'dot' },
      { tag: 'circle', val: 1.5 },
      { tag: 'named', val: 'big' },
    ])
    expect(shapes.pair(3)).toEqual([3, true])
  })

  test('an interface has two names', async () => {
    const lib = await instance()
    expect(Object.keys(lib).sort()).toEqual(['add', 'dice', 'log', 'shapes', 'trap', 'unwasi:typed/shapes@1.0.0'])
    expect(lib['unwasi:typed/shapes@1.0.0'].pair(2)).toEqual([2, false])
  })

  test('many calls do not fill the memory', async () => {
    const { shapes } = await instance()
    const name = 'x'.repeat(1000)
    for (let n = 0; n < 1000; n++) expect(shapes.greet(name)).toHaveLength(1007)
  })
})

describe('a result', () => {
  test('is thrown, with its payload, when it is an error', async () => {
    const { shapes } = await instance()
    expect(shapes.divide(7, 2)).toBe(3)
    const error = thrown(() => shapes.divide(1, 0))
    expect(error).toBeInstanceOf(Error)
    expect(error.constructor.name).toBe('ComponentError')
    expect([error.message, error.payload]).toEqual(['division by zero', 'division by zero'])
    // The call failed, but the instance has not ended.
    expect(shapes.divide(8, 2)).toBe(4)
  })

  test('of the host itself is thrown: an output that fails', async () => {
    const mine = new Error('mine')
    const lib = await instance({
      stdout: () => {
        throw mine
      },
    })
    expect(thrown(() => lib.log('x'))).toBe(mine)
  })
})

describe('a resource', () => {
  test('is made, used, lent and given away', async () => {
    const { shapes } = await instance()
    const one = new shapes.Counter(5)
    const two = shapes.Counter.make(10)
    expect(one).toBeInstanceOf(shapes.Counter)
    expect(two).toBeInstanceOf(shapes.Counter)
    expect([one.next(), one.next(), two.next()]).toEqual([6, 7, 11])
    expect([shapes.total(one), shapes.total(two)]).toEqual([7, 11])
    expect(shapes.consume(one)).toBe(7)
    expect(() => one.next()).toThrow()
    expect(two.next()).toBe(12)
  })

  test('is disposed of', async () => {
    const { shapes } = await instance()
    const one = new shapes.Counter(5)
    const dispose = (Symbol as unknown as { dispose?: symbol }).dispose ?? Symbol.for('dispose')
    ;(one as unknown as Record<symbol, () => void>)[dispose]!()
    expect(() => one.next()).toThrow()
  })

  test('of another instance is refused', async () => {
    const [a, b] = [await instance(), await instance()]
    const mine = new a.shapes.Counter(1)
    expect(() => b.shapes.total(mine)).toThrow()
    expect(a.shapes.total(mine)).toBe(1)
  })
})

describe('wrong values from JavaScript', () => {
  test('are refused, and the library lives on', async () => {
    const { shapes, ...lib } = await instance()
    const loose = shapes as unknown as Record<string, (...args: unknown[]) => unknown>
    expect(() => loose.greet!(1)).toThrow(TypeError)
    expect(() => loose.nextColor!('green')).toThrow(TypeError)
    expect(() => loose.moved!({ x: 1, y: 2 }, 1)).toThrow(TypeError)
    expect(() => loose.total!({})).toThrow()
    // The glue's own check throws this, so it is not a trap.
    expect(() => loose.sum!(5)).toThrow(RangeError)
    expect(() => (shapes.Counter as unknown as (n: number) => unknown)(1)).toThrow(TypeError)
    expect(lib.add(1, 1)).toBe(2)
    expect(shapes.greet('x')).toBe('hello, x')
  })
})

describe('a trap', () => {
  test('ends the instance, and later calls say so', async () => {
    const instantiate = await libraryOf<Typed>(fixture('p2-typed'))
    const lib = await instantiate()
    const counter = new lib.shapes.Counter(1)
    const error = thrown(() => lib.trap())
    expect(error).toBeInstanceOf(WasiTrapError)
    expect(error.message).toMatch(/^guest\.wasm: .*unreachable/)
    for (const call of [
      () => lib.add(1, 2),
      () => lib.shapes.greet('x'),
      () => lib['unwasi:typed/shapes@1.0.0'].pair(1),
      () => new lib.shapes.Counter(1),
      () => lib.shapes.Counter.make(1),
      () => counter.next(),
    ]) {
      expect(call).toThrow(/guest\.wasm was called after it ended[^]*Make a fresh instance/)
    }
    expect((await instantiate()).add(1, 2)).toBe(3)
  })
})

describe('the host', () => {
  const printed = (): { options: RunOptions; text: () => string } => {
    let text = ''
    return { options: { stdout: (chunk) => void (text += new TextDecoder().decode(chunk)) }, text: () => text }
  }

  test('writes to the instance’s own output', async () => {
    const [one, two] = [printed(), printed()]
    const instantiate = await libraryOf<Typed>(fixture('p2-typed'))
    const [a, b] = await Promise.all([instantiate(one.options), instantiate(two.options)])
    a.log('one')
    b.log('zwö\n')
    a.log('!')
    expect([one.text(), two.text()]).toEqual(['one!', 'zwö\n'])
  })

  test('has random numbers', async () => {
    const lib = await instance()
    expect(lib.dice()).not.toBe(lib.dice())
    const fixed = await instance({ random: (bytes) => void bytes.fill(1) })
    expect(fixed.dice()).toBe(0x0101010101010101n)
  })

  test('names bad options, and a trace that is not supported', async () => {
    await expect(instance({ stdot: 'ignore' } as RunOptions)).rejects.toThrow(/stdot/)
    await expect(instance({ trace: () => {} })).rejects.toThrow(/guest\.wasm can't be traced/)
  })
})

describe('a library that unwasi made portable', () => {
  test('Go: its functions, under JavaScript names', async () => {
    let text = ''
    const stdout = (chunk: Uint8Array) => void (text += new TextDecoder().decode(chunk))
    const instantiate = await libraryOf<Record<string, (...args: unknown[]) => unknown>>(
      await componentize(fixture('go-lib'), { cache: false }),
    )
    const lib = await instantiate({ stdout })
    expect(text).toBe('go-lib initialised\n')
    expect(Object.keys(lib).sort()).toEqual(['add', 'callCount', 'churn', 'fail', 'hello', 'isEven', 'mix', 'scale'])
    expect(lib.add!(2, -3)).toBe(-1)
    expect(lib.scale!(1.5, 4)).toBe(6)
    expect(lib.mix!(5_000_000_000n, 7, 2.9)).toBe(5_000_000_009n)
    expect(lib.callCount!()).toBe(3)
    expect(lib.churn!(300)).toBe(2110095361)
    lib.hello!(2)
    expect(text).toBe('go-lib initialised\nhello 1\nhello 2\n')
    expect((await instantiate({ stdout: 'ignore' })).callCount!()).toBe(0)
    let errors = ''
    const failing = await instantiate({ stdout: 'ignore', stderr: (chunk) => void (errors += new TextDecoder().decode(chunk)) })
    expect(() => failing.fail!()).toThrow(WasiTrapError)
    expect(errors).toContain('failed as asked')
    expect(() => failing.add!(1, 2)).toThrow(/after it ended/)
  })

  test('all number types, and state', async () => {
    const lib = await (
      await libraryOf<Record<string, (...args: unknown[]) => unknown>>(await componentize(fixture('library'), { cache: false }))
    )({ stdout: 'ignore' })
    expect([lib.add!(2, 3), lib.addLong!(2n, 3n), lib.scale!(1.5, 4), lib.half!(5), lib.calls!()]).toEqual([5, 5n, 6, 2.5, 4])
  })

  test('names of core modules that would be code in the glue', async () => {
    const bytes = await componentize(fixture('library-names'), { cache: false })
    await expect(libraryOf(bytes)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      headline: expect.stringContaining('"quote\\"\\\\"'),
    })
  })
})
