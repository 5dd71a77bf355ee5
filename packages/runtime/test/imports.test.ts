import { describe, expect, test } from 'vitest'

import { WasiTrapError } from '../src/errors/trap.js'
import { hasJspi } from '../src/guest/jspi.js'
import type { Guest, ImportModule, RunOptions } from '../src/types.js'
import { commandOf, libraryOf } from './imports-harness.js'

/** A command that calls `env.f` with numbers of all types, and exits with its result. */
const calling = `(module
  (import "env" "f" (func $f (param i32 i64 f32 f64) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello")
  (func (export "_start") (call $exit (call $f (i32.const 16) (i64.const 5000000000) (f32.const 1.5) (f64.const 2.5)))))`

/** The same, with a handler around the call that catches everything that can be caught. */
const catching = `(module
  (import "env" "f" (func $f (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (try (do (drop (call $f))) (catch_all))))`

/** A library that passes its parameter to `env.f`. */
const library = `(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "twice") (param i32) (result i32) (i32.mul (i32.const 2) (local.get 0)))
  (func (export "call") (param i32) (result i32) (call $f (local.get 0))))`

const failed = async (running: () => unknown): Promise<Error & { code?: string }> => {
  try {
    await running()
  } catch (error) {
    return error as Error
  }
  throw new Error('it succeeded')
}

/** The code that a message offers to paste. */
const codeIn = (message: string): string => message.slice(message.indexOf('imports: {'), message.lastIndexOf('\n  see: '))

describe('functions from JavaScript', () => {
  test('get numbers as WebAssembly has them', async () => {
    const run = await commandOf(calling)
    const seen: unknown[] = []
    const f = (...args: unknown[]) => seen.push(...args)
    expect((await run([], { imports: { env: { f } } })).exitCode).toBe(4)
    expect(seen).toEqual([16, 5_000_000_000n, 1.5, 2.5])
    await run.load()
    expect(run.sync([], { imports: { env: { f } } }).exitCode).toBe(8)
  })

  test('read the memory of the guest, for which they are made once', async () => {
    const run = await commandOf(calling)
    let made = 0
    const env = (guest: Guest) => ({
      made: made++,
      f: (pointer: number) => {
        expect(new TextDecoder().decode(new Uint8Array(guest.memory.buffer, pointer, 5))).toBe('hello')
        expect(Object.keys(guest.exports)).toEqual(['memory', '_start'])
        return 7
      },
    })
    expect((await run([], { imports: { env } })).exitCode).toBe(7)
    expect((await run([], { imports: { env } })).exitCode).toBe(7)
    expect(made).toBe(2)
  })

  test('may be methods of an object', async () => {
    class Counter {
      count = 40
      f() {
        return ++this.count
      }
    }
    const env = new Counter()
    await (
      await commandOf(calling)
    )([], { imports: { env } })
    expect(env.count).toBe(41)
  })

  test('come from a file, by its default export or its names, unless the call gives them', async () => {
    for (const file of [{ default: { f: () => 1 } }, { default: () => ({ f: () => 1 }) }, { f: () => 1 }]) {
      const run = await commandOf(calling, { env: file })
      expect((await run()).exitCode).toBe(1)
      expect((await run([], { imports: { env: { f: () => 2 } } })).exitCode).toBe(2)
      expect((await run([], { imports: { env: {}, other: {} } })).exitCode).toBe(1)
    }
  })

  test('call the guest', async () => {
    const instantiate = await libraryOf(library)
    const env = ({ exports }: Guest) => exports
    expect((await failed(() => instantiate({ imports: { env } }))).message).toMatch(/were read before they exist/)
    const lib = await instantiate({
      imports: { env: (guest: Guest) => ({ f: (n: number) => (guest.exports['twice'] as (n: number) => number)(n) + 1 }) },
    })
    expect(lib.call!(4)).toBe(9)
  })

  test('are all named if they are missing, with the code to paste', async () => {
    const text = `(module
      (import "env" "log" (func (param i32 f64)))
      (import "env" "a b" (func (result i64)))
      (import "js" "toString" (func (result i32)))
      (import "js" "two" (func (result i32 f32)))
      (func (export "_start")))`
    const run = await commandOf(text, { env: true, js: true })
    const error = await failed(() => run([], { imports: { env: { log() {} } } }))
    expect(error.code).toBe('MISSING_IMPORT')
    expect(error.message).toContain('env.a b() -> i64, js.toString() -> i32, js.two() -> i32, f32')
    // oxlint-disable-next-line typescript/no-implied-eval -- users paste this code
    const { imports } = new Function(`return { ${codeIn(error.message)} }`)() as {
      imports: Record<string, Record<string, () => unknown>>
    }
    expect(imports['env']!['a b']!()).toBe(0n)
    expect(imports['js']!['two']!()).toEqual([0, 0])
    expect((await run([], { imports: { ...imports, env: { log() {}, ...imports['env'] } } })).exitCode).toBe(0)
  })

  test('may override what every object inherits', async () => {
    const text = `(module (import "env" "toString" (func $f (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (func (export "_start") (call $exit (call $f))))`
    const run = await commandOf(text, { env: true })
    class Base {
      toString() {
        return 5
      }
    }
    class Env extends Base {}
    expect((await run([], { imports: { env: new Env() } })).exitCode).toBe(5)
    for (const env of [{}, () => ({}), new (class {})()]) {
      expect((await failed(() => run([], { imports: { env } }))).code).toBe('MISSING_IMPORT')
    }
  })

  test('the code to paste also works for a module called __proto__', async () => {
    const run = await commandOf('(module (import "__proto__" "__proto__" (func)) (func (export "_start")))', {
      ['__proto__']: true,
    })
    const { message } = await failed(() => run())
    // oxlint-disable-next-line typescript/no-implied-eval -- users paste this code
    const pasted = new Function(`return { ${codeIn(message)} }`)() as RunOptions
    expect((await run([], pasted)).exitCode).toBe(0)
  })

  test('need not inherit anything', async () => {
    const f = Object.setPrototypeOf(() => 3, null) as () => number
    expect((await (await commandOf(calling))([], { imports: { env: { f } } })).exitCode).toBe(3)
  })

  test('a promise of the functions is refused, and its rejection ends nothing else', async () => {
    const unhandled: unknown[] = []
    const listener = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', listener)
    const env = (() => Promise.reject(new Error('later'))) as unknown as ImportModule
    const error = await failed(async () => (await commandOf(calling))([], { imports: { env } }))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listener)
    expect(error.code).toBe('BAD_OPTION')
    expect(unhandled).toEqual([])
  })

  test('must be functions of an object', async () => {
    const run = await commandOf(calling)
    for (const env of [1, null, () => 1, async () => ({})] as unknown as ImportModule[]) {
      expect(await failed(() => run([], { imports: { env } }))).toMatchObject({ name: 'TypeError', code: 'BAD_OPTION' })
    }
    expect((await failed(() => run([], { imports: { env: { f: 1 } } }))).code).toBe('MISSING_IMPORT')
    expect((await failed(() => run([], { imports: [] as unknown as object as NonNullable<RunOptions['imports']> }))).code).toBe(
      'BAD_OPTION',
    )
  })
})

describe('the end of a guest', () => {
  const reason = new Error('of the caller')

  test.each([
    ['an error', () => Promise.reject(reason)],
    [
      'an error that is thrown at once',
      () => {
        throw reason
      },
    ],
  ])('%s of the caller is passed on unchanged, past every handler', async (_, f) => {
    const run = await commandOf(catching)
    const sync = f === undefined
    if (!hasJspi() && !sync && String(f).includes('Promise')) return
    expect(await failed(() => run([], { imports: { env: { f } } }))).toBe(reason)
  })

  test('a factory that throws', async () => {
    const env = () => {
      throw reason
    }
    expect(await failed(async () => (await commandOf(calling))([], { imports: { env } }))).toBe(reason)
    expect(await failed(async () => (await libraryOf(library))({ imports: { env } }))).toBe(reason)
  })

  test('an error in a call of a library ends the instance', async () => {
    const f = () => {
      throw reason
    }
    const lib = await (await libraryOf(library))({ imports: { env: { f } } })
    expect(await failed(() => lib.call!(1))).toBe(reason)
    expect(await failed(() => lib.twice!(1))).toMatchObject({ code: 'ENDED', cause: reason })
  })

  test.each([
    ['(result i64)', 1, 'a bigint'],
    ['(result i32)', 1n, 'a number'],
    ['(result i32 i64)', [1, 2], 'a bigint'],
    ['(result i32 i64)', [1], 'an array of 2 values'],
    ['(result i32 i64)', [1, 2n, 3], 'an array of 2 values'],
    ['(result i32 i64)', 1, 'an array of 2 values'],
    ['(result i32 i64)', Symbol('odd'), 'an array of 2 values'],
    ['(result i32)', Symbol('odd'), 'a number'],
    ['(result i32)', () => 1, 'a number'],
    ['(result i32)', {}, 'a number'],
    ['(result f64)', { valueOf: () => 1 }, 'a number'],
  ])('a result of a wrong type: %s', async (type, value, expected) => {
    const drop = type.includes('i32 i64') ? '(drop) (drop)' : '(drop)'
    const text = `(module (import "env" "f" (func $f ${type}))
      (func (export "_start") (try (do (call $f) ${drop}) (catch_all))))`
    const run = await commandOf(text)
    const error = await failed(() => run([], { imports: { env: { f: () => value } } }))
    expect(error.code).toBe('BAD_OPTION')
    expect(error.message).toMatch(/result of the imported function 'env\.f'/)
    expect(error.message).toContain(expected)
  })

  test('a trap of the guest in a call by the caller is its trap, even if the caller catches it', async () => {
    const text = `(module (import "env" "f" (func $f)) (func (export "trap") unreachable)
      (func (export "_start") (try (do (call $f)) (catch_all))))`
    const run = await commandOf(text)
    const call = (guest: Guest) => (guest.exports['trap'] as () => void)()
    const through = (guest: Guest) => ({ f: () => call(guest) })
    expect(await failed(() => run([], { imports: { env: through } }))).toBeInstanceOf(WasiTrapError)
  })

  test('a RuntimeError that the caller made is a trap, past every handler', async () => {
    const made = new WebAssembly.RuntimeError('Aborted()')
    const f = () => {
      throw made
    }
    const error = await failed(async () => (await commandOf(catching))([], { imports: { env: { f } } }))
    expect(error).toBeInstanceOf(WasiTrapError)
    expect(error.message).toContain('Aborted()')
    expect(error.cause).toMatchObject({ cause: made })
  })

  test.runIf(hasJspi())('a promise that rejects with a RuntimeError is a trap, too', async () => {
    const text = `(module (import "env" "f" (func $f)) (memory (export "memory") 1)
      (func (export "trap") unreachable)
      (func (export "_start") (try (do (call $f)) (catch_all))))`
    const run = await commandOf(text)
    const made = new WebAssembly.RuntimeError('Aborted()')
    const error = await failed(() => run([], { imports: { env: { f: () => Promise.reject(made) } } }))
    expect(error).toMatchObject({ name: 'WasiTrapError', cause: { cause: made } })
    const env = (guest: Guest) => ({
      async f() {
        await Promise.resolve()
        ;(guest.exports['trap'] as () => void)()
      },
    })
    expect(await failed(() => run([], { imports: { env } }))).toMatchObject({ name: 'WasiTrapError', stdout: '' })
  })

  test('an exit of the guest in a call by the caller ends it, even if the caller catches the trap', async () => {
    const text = `(module (import "env" "f" (func $f)) (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (func (export "leave") (call $exit (i32.const 3)))
      (func (export "_start") (call $f) unreachable))`
    const run = await commandOf(text)
    const env = (guest: Guest) => ({
      f() {
        try {
          ;(guest.exports['leave'] as () => void)()
        } catch {
          // The guest has ended all the same.
        }
      },
    })
    expect((await run([], { imports: { env } })).exitCode).toBe(3)
  })

  test('a timeout and a memory limit hold at each call', async () => {
    const text = `(module (import "env" "f" (func $f)) (memory (export "memory") 1)
      (func (export "_start") (loop $l (drop (memory.grow (i32.const 1))) (call $f) (br $l))))`
    const run = await commandOf(text)
    const env = { f() {} }
    expect((await failed(() => run([], { imports: { env }, maxMemory: 2 ** 20 }))).code).toBe('MEMORY_LIMIT')
    expect((await failed(() => run([], { imports: { env }, timeout: 20 }))).code).toBe('TIMEOUT')
  })
})

describe('a promise', () => {
  const f = async () => 9

  test.runIf(hasJspi())('suspends the guest', async () => {
    expect((await (await commandOf(calling))([], { imports: { env: { f } } })).exitCode).toBe(9)
  })

  test.runIf(hasJspi())('does not outlast the run', async () => {
    const run = await commandOf(calling)
    const forever = () => new Promise<number>(() => {})
    const error = await failed(() => run([], { imports: { env: { f: forever } }, timeout: 20 }))
    expect(error.code).toBe('TIMEOUT')
  })

  test('is refused where nothing can wait, whatever becomes of it', async () => {
    const rejecting = () => Promise.reject(new Error('later'))
    const run = await commandOf(calling)
    await run.load()
    for (const f of [async () => 1, rejecting]) {
      const error = await failed(() => run.sync([], { imports: { env: { f } } }))
      expect(error.code).toBe('UNSUPPORTED_MODE')
      expect(error.message).toMatch(/'env\.f' returned a promise/)
    }
    const lib = await (await libraryOf(library))({ imports: { env: { f } } })
    expect((await failed(() => lib.call!(1))).code).toBe('UNSUPPORTED_MODE')
  })
})
