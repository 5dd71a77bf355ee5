import { describe, expect, test } from 'vitest'

import { implement, parse } from '../../../fixtures/components.mjs'
import { fixture } from '../../../fixtures/index.mjs'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { asyncDisposeKey } from '../src/exports.js'
import type { InstanceOptions } from '../src/instance-types.js'
import { commandInWorker, libraryInWorker } from './worker-program.js'

interface Counter {
  next(): Promise<number>
}

interface Shapes {
  greet(name: string): Promise<string>
  sum(values: Uint32Array | number[]): Promise<bigint>
  moved(p: { x: number; y: number; label: string }, by: number): Promise<{ x: number; y: number; label: string }>
  divide(a: number, b: number): Promise<number>
  half(n: number): Promise<number | undefined>
  nextColor(c: string): Promise<string>
  flip(a: { read?: boolean; writeAll?: boolean }): Promise<{ read: boolean; writeAll: boolean }>
  classify(n: number): Promise<{ tag: string; val?: unknown }>
  pair(n: number): Promise<[number, boolean]>
  total(c: Counter): Promise<number>
  consume(c: Counter): Promise<number>
  Counter: (new (start: number) => Counter) & { make(start: number): Promise<Counter> }
}

interface Typed {
  add(a: number, b: number): Promise<number>
  log(text: string): Promise<void>
  dice(): Promise<bigint>
  trap(): Promise<void>
  shapes: Shapes
  'unwasi:typed/shapes@1.0.0': Shapes
}

const library = await libraryInWorker<Typed>(fixture('p2-typed'))
const make = (options?: InstanceOptions) => library({ stdout: 'ignore', ...options })

const failed = (running: Promise<unknown>): Promise<unknown> =>
  running.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  )
const dispose = (one: object): Promise<void> => (one as Record<symbol, () => Promise<void>>)[asyncDisposeKey()]!()

describe('a typed library in a worker', () => {
  test('takes and returns every kind of type', async () => {
    const { shapes, ...lib } = await make()
    expect(await lib.add(2 ** 32 - 1, 2)).toBe(1)
    expect(await shapes.greet('wörld 🌍')).toBe('hello, wörld 🌍')
    expect(await shapes.sum(Uint32Array.of(1, 2, 2 ** 32 - 1))).toBe(2n ** 32n + 2n)
    expect(await shapes.sum([])).toBe(0n)
    expect(await shapes.moved({ x: -1, y: 2, label: 'ü' }, -5)).toEqual({ x: -6, y: -3, label: 'ü' })
    expect([await shapes.half(8), await shapes.half(7)]).toEqual([4, undefined])
    expect(await Promise.all(['red', 'light-green', 'blue'].map((color) => shapes.nextColor(color)))).toEqual([
      'light-green',
      'blue',
      'red',
    ])
    expect(await shapes.flip({ read: true })).toEqual({ read: false, writeAll: true })
    expect(await Promise.all([0, 1, 2].map((n) => shapes.classify(n)))).toEqual([
      { tag: 'dot' },
      { tag: 'circle', val: 1.5 },
      { tag: 'named', val: 'big' },
    ])
    expect(await shapes.pair(3)).toEqual([3, true])
    expect(typeof (await lib.dice())).toBe('bigint')
  })

  test('has its interfaces under both names', async () => {
    const lib = await make()
    expect(Object.keys(lib).sort()).toEqual(['add', 'dice', 'log', 'shapes', 'trap', 'unwasi:typed/shapes@1.0.0'])
    expect(lib['unwasi:typed/shapes@1.0.0']).toBe(lib.shapes)
    await dispose(lib)
  })

  test('prints', async () => {
    let text = ''
    const lib = await make({ stdout: (chunk) => void (text += Buffer.from(chunk).toString()) })
    await lib.log('one')
    await lib.log('zwö\n')
    expect(text).toBe('onezwö\n')
    await dispose(lib)
  })

  test('passes arguments as they were when the call was made', async () => {
    const { shapes, ...lib } = await make()
    const values = Uint32Array.of(1, 2)
    const sums = [shapes.sum(values), shapes.sum(values)]
    values.fill(0)
    expect(await Promise.all(sums)).toEqual([3n, 3n])
    await dispose(lib)
  })

  test('may be made of a preview1 library', async () => {
    const make = await libraryInWorker<{ addLong(a: bigint, b: bigint): Promise<bigint> }>(fixture('library'), {
      host: 'preview2',
    })
    const lib = await make({ stdout: 'ignore' })
    expect(await lib.addLong(2n, 3n)).toBe(5n)
    await dispose(lib)
  })
})

describe('the error of a result', () => {
  test('has its payload, and the library goes on', async () => {
    const { shapes, ...lib } = await make()
    const error = await failed(shapes.divide(1, 0))
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ message: 'division by zero', payload: 'division by zero' })
    expect(Object.keys(error as object)).not.toContain('payload')
    expect(await shapes.divide(8, 2)).toBe(4)
    await dispose(lib)
  })

  test.each([
    ['result', 'undefined (see error.payload)', undefined, '(i32.const 1)'],
    [
      'result<_, u32>',
      '7 (see error.payload)',
      7,
      '(i32.store8 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const 7)) (i32.const 16)',
    ],
  ])('%s', async (type, message, payload, body) => {
    const wat = `(module (memory (export "memory") 1) (func (export "f") (result i32) ${body}))`
    const made = await libraryInWorker<{ f(): Promise<void> }>(
      await implement('w', `package a:b; world w { export f: func() -> ${type}; }`, wat),
    )
    const lib = await made()
    const error = await failed(lib.f())
    expect(error).toHaveProperty('payload', payload)
    expect(error).toMatchObject({ message })
    await dispose(lib)
  })
})

describe('wrong values', () => {
  test('are refused, and the library lives on', async () => {
    const { shapes, ...lib } = await make()
    const loose = shapes as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    expect(await failed(loose['greet']!(1))).toBeInstanceOf(TypeError)
    expect(await failed(loose['nextColor']!('green'))).toBeInstanceOf(TypeError)
    expect(await failed(loose['moved']!({ x: 1, y: 2 }, 1))).toBeInstanceOf(TypeError)
    expect(await failed(loose['total']!({}))).toBeInstanceOf(TypeError)
    expect(await failed(loose['sum']!(5))).toBeInstanceOf(RangeError)
    const [, waiting] = [loose['greet']!('x'), failed(loose['greet']!(() => {}))]
    expect(await waiting).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
    expect(await failed(loose['greet']!(() => {}))).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
    expect(await shapes.greet('x')).toBe('hello, x')
    await dispose(lib)
  })
})

describe('a resource', () => {
  test('is made, used, lent and given away', async () => {
    const { shapes, ...lib } = await make()
    const one = new shapes.Counter(5)
    const two = await shapes.Counter.make(10)
    expect(one).toBeInstanceOf(shapes.Counter)
    expect(two).toBeInstanceOf(shapes.Counter)
    expect(shapes.Counter.name).toBe('Counter')
    expect(await Promise.all([one.next(), one.next(), two.next()])).toEqual([6, 7, 11])
    expect(await Promise.all([shapes.total(one), shapes.total(two)])).toEqual([7, 11])
    expect(await shapes.consume(one)).toBe(7)
    expect(await failed(one.next())).toBeInstanceOf(TypeError)
    expect(await two.next()).toBe(12)
    await dispose(lib)
  })

  test('is disposed of', async () => {
    const { shapes, ...lib } = await make()
    const one = new shapes.Counter(5)
    expect(await one.next()).toBe(6)
    await dispose(one)
    await dispose(one)
    expect(await failed(one.next())).toBeInstanceOf(TypeError)
    expect(await failed(shapes.total(one))).toBeInstanceOf(TypeError)
    await dispose(lib)
  })

  test('of another instance is refused', async () => {
    const [a, b] = [await make(), await make()]
    const mine = new a.shapes.Counter(1)
    expect(await failed(b.shapes.total(mine))).toBeInstanceOf(TypeError)
    expect(await a.shapes.total(mine)).toBe(1)
    await Promise.all([dispose(a), dispose(b)])
  })

  test('whose constructor fails rejects when it is used', async () => {
    const { shapes, ...lib } = await make()
    const one = new shapes.Counter('five' as unknown as number)
    const wrong = new (shapes.Counter as new (start: unknown) => Counter)(() => {})
    expect(await one.next()).toBe(1)
    for (const using of [wrong.next(), shapes.total(wrong)])
      expect(await failed(using)).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
    expect(await lib.add(1, 2)).toBe(3)
    await dispose(lib)
  })
})

describe('the end of an instance', () => {
  test('by a trap rejects the calls that wait, those of resources too', async () => {
    const lib = await make()
    const counter = new lib.shapes.Counter(1)
    const calls = [counter.next(), lib.trap(), counter.next(), lib.shapes.greet('x')]
    expect(await Promise.allSettled(calls)).toMatchObject([
      { value: 2 },
      { reason: { name: 'WasiTrapError', code: 'TRAP' } },
      { reason: { code: 'ENDED', cause: { code: 'TRAP' } } },
      { reason: { code: 'ENDED' } },
    ])
    await dispose(counter).catch(() => {})
    expect(await failed(counter.next())).toBeInstanceOf(Error)
    expect(await failed(new lib.shapes.Counter(1).next())).toMatchObject({ code: 'ENDED' })
    await dispose(lib)
  })

  test('by a timeout while it computes', async () => {
    const wat = '(module (func (export "f") (loop $more (br $more))) (func (export "g")))'
    const wit = 'package a:b; world w { export f: func(); export g: func(); }'
    const made = await libraryInWorker<{ f(): Promise<void>; g(): Promise<void> }>(await implement('w', wit, wat))
    const directory = memoryDirectory()
    // The timeout also counts the start of a worker.
    await made.load()
    const lib = await made({ timeout: 2000, dirs: { '/d': directory } })
    await lib.g()
    const [call, next] = [failed(lib.f()), failed(lib.g())]
    expect(await call).toMatchObject({ code: 'TIMEOUT' })
    expect(await next).toMatchObject({ code: 'ENDED', cause: { code: 'TIMEOUT' } })
    expect(directory.tree()).toEqual({})
  })
})

describe('a composed command in a worker', () => {
  test.each(['composed-wac', 'composed-wasm-tools'])('%s runs', async (name) => {
    const run = await commandInWorker(fixture(name))
    expect(await run()).toEqual({ exitCode: 0, stdout: 'Hello\n', stderr: '' })
    const program = run.spawn()
    expect(await program.stdout.text()).toBe('Hello\n')
    expect(await program.exited).toEqual({ exitCode: 0 })
  })

  test('fails and traps', async () => {
    const code = (body: string): Promise<Uint8Array> =>
      parse(`(component
        (component $A
          (core module $m (func (export "f") (result i32) ${body}))
          (core instance $i (instantiate $m))
          (func (export "f") (result (result)) (canon lift (core func $i "f"))))
        (instance $a (instantiate $A))
        (instance $run (export "run" (func $a "f")))
        (export "wasi:cli/run@0.2.0" (instance $run)))`)
    expect(await (await commandInWorker(await code('(i32.const 1)')))()).toMatchObject({ exitCode: 1 })
    expect(await failed((await commandInWorker(await code('unreachable')))())).toMatchObject({ code: 'TRAP' })
    const endless = await commandInWorker(await code('(loop $more (br $more)) unreachable'))
    expect(await failed(endless([], { timeout: 100 }))).toMatchObject({ code: 'TIMEOUT' })
    expect(await failed(endless([], { trace: () => {} }))).toMatchObject({ code: 'UNSUPPORTED_MODE' })
  })
})
