import { describe, expect, test } from 'vitest'

import { WasiTrapError } from '../src/errors/trap.js'
import { disposeKey } from '../src/exports.js'
import { hasJspi } from '../src/guest/jspi.js'
import type { Guest, ImportModule, RunOptions } from '../src/types.js'
import { commandOf, libraryOf, type Functions } from './imports-harness.js'

// Functions of JavaScript that call the guest, while it calls them and afterwards.

/** A command that calls `env.f` with 2, 1 and 0, and exits with the sum. Its function `call` passes a number to `env.f`. */
const nesting = `(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello")
  (func (export "call") (param i32) (result i32) (call $f (local.get 0)))
  (func (export "trap") unreachable)
  (func (export "leave") (call $exit (i32.const 3)))
  (func (export "_start")
    (call $exit (i32.add (i32.add (call $f (i32.const 2)) (call $f (i32.const 1))) (call $f (i32.const 0))))))`

/** A command and library whose function `throws` throws an exception, which `call` and the main function catch. */
const throwing = (exported = '') => `(module
  (import "env" "f" (func $f (param i32) (result i32)))
  (tag $t ${exported})
  (memory (export "memory") 1)
  (global $caught (export "caught") (mut i32) (i32.const 0))
  (func (export "throws") (throw $t))
  (func $call (export "call") (param i32) (result i32)
    (try (result i32) (do (call $f (local.get 0))) (catch_all (global.set $caught (i32.const 1)) (i32.const 40))))
  (func (export "_start") (drop (call $call (i32.const 2))) (drop (call $call (i32.const 1)))))`

const failed = async (running: () => unknown): Promise<Error & { code?: string; stdout?: string }> => {
  try {
    await running()
  } catch (error) {
    return error as Error
  }
  throw new Error('it succeeded')
}

const functions = (guest: Guest) => guest.exports as Functions
const down = (n: number, call: (n: number) => unknown): number => (n > 0 ? Number(call(n - 1)) + 10 : 1)

/** Runs in each way that the engine has. */
const eachWay = async (text: string, options: RunOptions): Promise<unknown[]> => {
  const run = await commandOf(text)
  await run.load()
  const codes: unknown[] = [run.sync([], options).exitCode, (await run([], options)).exitCode]
  return codes
}

describe('a function of JavaScript that calls the guest', () => {
  test('may reach another function of JavaScript', async () => {
    const env = (guest: Guest) => ({ f: (n: number) => down(n, functions(guest)['call']!) })
    expect(await eachWay(nesting, { imports: { env } })).toEqual([33, 33])
  })

  test.runIf(hasJspi())('may be called between functions that wait', async () => {
    const seen: unknown[] = []
    const env = (guest: Guest): Functions => ({
      f: (n) => {
        seen.push(n)
        return n === 1 ? Promise.resolve(5) : down(Number(n), () => functions(guest)['call']!(0))
      },
    })
    const run = await commandOf(nesting)
    expect((await run([], { imports: { env } })).exitCode).toBe(17)
    expect(seen).toEqual([2, 0, 1, 0])
  })

  test.runIf(hasJspi())('may call it after it has waited', async () => {
    const env = (guest: Guest): Functions => ({
      f: (n) =>
        n === 2 ? Promise.resolve().then(() => functions(guest)['call']!(1)) : down(Number(n), functions(guest)['call']!),
    })
    expect((await (await commandOf(nesting))([], { imports: { env } })).exitCode).toBe(23)
  })

  test.runIf(hasJspi())('can only wait if JavaScript is not in between, and says so', async () => {
    const env = (guest: Guest): Functions => ({ f: (n) => (n === 2 ? functions(guest)['call']!(1) : Promise.resolve(1)) })
    const error = await failed(async () => (await commandOf(nesting))([], { imports: { env } }))
    expect(error.code).toBe('UNSUPPORTED_MODE')
    expect(error.message).toMatch(/'env\.f' returned a promise.*\n.*JavaScript called the guest/)
  })

  test('may be a callback of the options', async () => {
    const text = `(module
      (import "env" "f" (func $f (param i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\\10\\00\\00\\00\\05\\00\\00\\00")
      (data (i32.const 16) "hello")
      (func (export "call") (param i32) (result i32) (call $f (local.get 0)))
      (func (export "_start")
        (drop (call $f (i32.const 1)))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))`
    const seen: number[] = []
    let found: Guest | undefined
    const env = (guest: Guest) => {
      found = guest
      return { f: (n: number) => seen.push(n) }
    }
    await eachWay(text, { imports: { env }, stdout: () => void functions(found!)['call']!(7) })
    expect(seen).toEqual([1, 7, 1, 7])
  })
})

describe('the exports of a guest', () => {
  const kept: Guest[] = []
  const keep = (guest: Guest): object => {
    kept.push(guest)
    return { f: (n: number) => n }
  }
  const last = () => kept.at(-1)!

  test('can be read again and again', async () => {
    await (
      await commandOf(nesting)
    )([], { imports: { env: keep } })
    expect(last().exports).toBe(last().exports)
    expect(Object.keys(last().exports)).toEqual(['memory', 'call', 'trap', 'leave', '_start'])
    expect(Object.isFrozen(last().exports)).toBe(true)
  })

  test('throw after the run, but the memory can be read', async () => {
    const run = await commandOf(nesting)
    expect((await run([], { imports: { env: keep } })).exitCode).toBe(3)
    expect(await failed(() => functions(last())['call']!(1))).toMatchObject({ code: 'ENDED', message: /Its run is over/ })
    expect(new TextDecoder().decode(new Uint8Array(last().memory.buffer, 16, 5))).toBe('hello')
  })

  test('throw after an exit or a trap that the caller caught', async () => {
    const errors: unknown[] = []
    const env = (name: string) => (guest: Guest) => ({
      f() {
        for (const called of [name, 'call']) {
          try {
            functions(guest)[called]!(1)
          } catch (error) {
            errors.push(error)
          }
        }
        return 1
      },
    })
    const run = await commandOf(nesting)
    expect((await run([], { imports: { env: env('leave') } })).exitCode).toBe(3)
    expect(errors.splice(0)).toMatchObject([expect.any(WebAssembly.RuntimeError), { code: 'ENDED' }])
    expect(await failed(() => run([], { imports: { env: env('trap') } }))).toBeInstanceOf(WasiTrapError)
    expect(errors.splice(0)).toMatchObject([expect.any(WebAssembly.RuntimeError), { code: 'ENDED' }])
  })

  test.runIf(hasJspi())('a trap between two calls is not lost', async () => {
    const text = `(module
      (import "env" "f" (func $f))
      (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "trap") unreachable)
      (func (export "_start")
        (call $f)
        (i32.store (i32.const 16) (i32.const 1))
        (i64.store (i32.const 24) (i64.const 50000000))
        (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))`
    let caught: unknown
    const env = (guest: Guest) => ({
      f() {
        setTimeout(() => {
          try {
            functions(guest)['trap']!()
          } catch (error) {
            caught = error
          }
        })
      },
    })
    const error = await failed(async () => (await commandOf(text))([], { imports: { env } }))
    expect(caught).toBeInstanceOf(WebAssembly.RuntimeError)
    expect(error).toBeInstanceOf(WasiTrapError)
    expect(error).toMatchObject({ cause: caught, stdout: '' })
  })

  test('of a library obey its instance', async () => {
    const make = await libraryOf(nesting.replace('"_start"', '"start"'))
    const lib = await make({ imports: { env: keep } })
    expect(functions(last())['call']!(4)).toBe(4)
    const { [disposeKey()]: dispose } = lib as unknown as Record<symbol, () => void>
    dispose!()
    expect(await failed(() => functions(last())['call']!(1))).toMatchObject({ code: 'ENDED' })

    const other = await make({ imports: { env: keep } })
    expect(await failed(() => functions(last())['trap']!())).toBeInstanceOf(WasiTrapError)
    expect(await failed(() => other['call']!(1))).toMatchObject({ code: 'ENDED' })
  })

  test('of a command that is kept obey its instance', async () => {
    const run = await commandOf(nesting)
    const tool = await run.instantiate([], { start: false, imports: { env: keep } })
    expect(functions(last())['call']!(4)).toBe(4)
    expect(await failed(() => functions(last())['leave']!())).toMatchObject({ code: 'ENDED', exitCode: 3 })
    expect(await failed(() => tool.exports['call']!(1))).toMatchObject({ code: 'ENDED' })
  })
})

test('the memory of a guest may have another name', async () => {
  const text = `(module (import "env" "f" (func $f)) (memory (export "mem") 2) (func (export "_start") (call $f)))`
  const seen: number[] = []
  const env = (guest: Guest) => ({ f: () => seen.push(guest.memory.buffer.byteLength / 65536) })
  await eachWay(text, { imports: { env } })
  expect(seen).toEqual([2, 2])
})

describe('exceptions', () => {
  /** Calls `throws` if the guest passes 2, and lets the exception pass. */
  const passing = (guest: Guest): Functions => ({ f: (n) => (n === 2 ? (functions(guest)['throws']!(), 0) : 7) })

  test('of the guest pass through JavaScript', async () => {
    let caught: { value: number } | undefined
    const env = (guest: Guest) => ({
      f(n: number) {
        caught = guest.exports['caught'] as typeof caught
        return passing(guest).f!(n)
      },
    })
    expect(await eachWay(throwing(), { imports: { env } })).toEqual([0, 0])
    expect(caught!.value).toBe(1)
    const lib = await (await libraryOf(throwing().replace('"_start"', '"start"')))({ imports: { env } })
    expect(lib.call!(2)).toBe(40)
    expect(lib.call!(1)).toBe(7)
  })

  test.runIf(hasJspi())('that pass do not keep the guest from waiting', async () => {
    const env = (guest: Guest): Functions => ({ f: (n) => (n === 2 ? functions(guest)['throws']!() : Promise.resolve(1)) })
    expect((await (await commandOf(throwing()))([], { imports: { env } })).exitCode).toBe(0)
  })

  /** JavaScript's API for exceptions, which TypeScript's library does not have. */
  const api = WebAssembly as unknown as {
    Tag: new (type: { parameters: string[] }) => object
    Exception: new (tag: unknown, payload: unknown[]) => object
  }

  test('of the caller end the run unchanged, whatever handlers the guest has', async () => {
    const made = new api.Exception(new api.Tag({ parameters: [] }), [])
    const env: ImportModule = {
      f: () => {
        // oxlint-disable-next-line typescript/only-throw-error -- this is not an Error
        throw made
      },
    }
    for (const text of [throwing(), throwing('(export "tag")')])
      expect(await failed(async () => (await commandOf(text))([], { imports: { env } }))).toBe(made)
  })

  test('of the caller with a tag of the guest are its own', async () => {
    const env = (guest: Guest) => ({
      f: () => {
        // oxlint-disable-next-line typescript/only-throw-error -- this is not an Error
        throw new api.Exception(guest.exports['tag'], [])
      },
    })
    expect(await eachWay(throwing('(export "tag")'), { imports: { env } })).toEqual([0, 0])
  })
})
