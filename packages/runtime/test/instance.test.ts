import { describe, expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { componentize, transpile } from '@unwasi/core'
import { instanceOf, unwasi, type Exports } from '../src/exports.js'
import { makeReactor } from '../src/run/reactor.js'
import { node } from '../src/platform/node.js'
import { isRunError } from '../src/errors/run-error.js'
import type { InstanceOptions, Instantiate } from '../src/instance-types.js'
import { assemble } from './assemble.js'
import { libraryOf } from './component-program.js'
import { wat } from './module-program.js'
import { host } from './preview1-parts.js'

interface Guest {
  /** Prints, and returns the errno. */
  print(): number
  /** Reads one byte, and returns how many it got. */
  read(): number
  /** Prints until it is ended. */
  flood(): void
  fine(): number
  argc(): number
  memory: WebAssembly.Memory
}

interface Typed {
  add(a: number, b: number): number
  log(text: string): void
}

const library = async (bytes: Uint8Array): Promise<Instantiate<Guest & Exports>> => {
  const { assets } = await transpile(bytes, { name: 'lib.wasm', cache: false })
  const made = makeReactor(node)({ format: 1, name: 'lib.wasm', guest: assets[0]!.bytes as Uint8Array<ArrayBuffer>, host })
  return made as Instantiate<Guest & Exports>
}

const text = (initialize = '') =>
  wat(`
    (func (export "_initialize") ${initialize})
    (func (export "print") (result i32) (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))
    (func (export "read") (result i32) (call $read (i32.const 1)))
    (func (export "flood") (loop $more (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6))) (br $more)))
    (func (export "fine") (result i32) (i32.const 1))
    (func (export "argc") (result i32)
      (drop (call $args_sizes_get (i32.const 16) (i32.const 20)))
      (i32.load (i32.const 16)))`).replace(
    '(memory',
    '(import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))\n  (memory',
  )
const make = async (options?: InstanceOptions, initialize?: string) => (await library(await assemble(text(initialize))))(options)
const typed = async (options?: InstanceOptions) => (await libraryOf<Typed>(fixture('p2-typed')))(options)
const quiet = { stdout: 'ignore', stderr: 'ignore' } as const
const mine = new Error('mine')

/** An iterable that never ends by itself, and the function that closes it. */
const source = () => {
  const close = vi.fn<() => IteratorResult<string>>(() => ({ done: true, value: undefined }))
  return { close, input: { [Symbol.iterator]: () => ({ next: () => ({ done: false as const, value: 'x' }), return: close }) } }
}
const ended = (why: RegExp) => expect.objectContaining({ code: 'ENDED', message: expect.stringMatching(why) })

describe('arguments', () => {
  test('reach a module, after its name', async () => {
    expect((await make()).argc()).toBe(1)
    expect((await make({ args: ['a', 'b'] })).argc()).toBe(3)
  })

  test('reach a component', async () => {
    const bytes = await componentize(await assemble(text()), { cache: false })
    const lib = await (await libraryOf<Guest & Exports>(bytes))({ args: ['a', 'b'] })
    expect(lib.argc()).toBe(3)
  })

  test('must be strings, and options an object', async () => {
    await expect(make({ args: 'a' } as object)).rejects.toThrow(/invalid args: "a"[^]*fix: Pass an array as option 'args'\./)
    await expect(make(['a'] as object)).rejects.toThrow(
      /invalid options: \[object Array\][^]*fix: Pass arguments as option 'args'\./,
    )
    await expect(make({ args: ['a\0'] })).rejects.toMatchObject({ code: 'BAD_OPTION' })
  })
})

test('the memory of a module is available under a name that no export has', async () => {
  const lib = await make()
  expect(lib[unwasi.memory]).toBe(lib.memory)
  expect(lib[unwasi.memory]).toBeInstanceOf(WebAssembly.Memory)
  expect((await typed())[unwasi.memory]).toBeUndefined()
})

describe('Symbol.dispose', () => {
  test('closes what the instance has open, once, and ends it', async () => {
    const { close, input } = source()
    const lib = await make({ ...quiet, input })
    expect(lib.read()).toBe(1)
    expect(lib[Symbol.dispose]()).toBeUndefined()
    expect(close).toHaveBeenCalledOnce()
    expect(() => lib.fine()).toThrow(
      ended(/after it ended\n {2}why: It was disposed\.\n {2}fix: Make a fresh instance\.\n {2}see: .*#ended$/),
    )
    lib[Symbol.dispose]()
    expect(close).toHaveBeenCalledOnce()
  })

  test('ends a typed component', async () => {
    const lib = await typed()
    expect(lib.add(1, 2)).toBe(3)
    lib[Symbol.dispose]()
    expect(() => lib.add(1, 2)).toThrow(ended(/It was disposed\./))
  })

  test('lets a call that is under way finish', async () => {
    const { close, input } = source()
    const stdout = vi.fn<(chunk: Uint8Array) => void>(() => {
      lib[Symbol.dispose]()
      expect(close).not.toHaveBeenCalled()
    })
    const lib = await make({ stdout, input })
    expect(lib.print()).toBe(0)
    expect(stdout).toHaveBeenCalledOnce()
    expect(close).toHaveBeenCalledOnce()
    expect(() => lib.print()).toThrow(ended(/It was disposed\./))
  })

  test('does not hide why an instance had already ended', async () => {
    const lib = await make({ ...quiet, maxMemory: 65536 })
    lib.memory.grow(1)
    expect(() => lib.print()).toThrow(expect.objectContaining({ code: 'MEMORY_LIMIT' }))
    lib[Symbol.dispose]()
    expect(() => lib.print()).toThrow(ended(/It trapped, exited or reached a limit/))
  })

  test('is under the symbol that compilers use if the engine has none', async () => {
    vi.stubGlobal('Symbol', Object.create(Symbol, { dispose: { value: undefined } }))
    const dispose = vi.fn<() => void>()
    const instance = instanceOf([], undefined, dispose)
    vi.unstubAllGlobals()
    expect(Object.getOwnPropertySymbols(instance)).toContain(Symbol.for('Symbol.dispose'))
    expect(Reflect.get(instance, Symbol.for('Symbol.dispose'))).toBe(dispose)
  })
})

describe('a signal', () => {
  test('ends an instance between calls, and closes what it has open', async () => {
    const controller = new AbortController()
    const { close, input } = source()
    const lib = await make({ ...quiet, input, signal: controller.signal })
    expect(lib.read()).toBe(1)
    controller.abort(mine)
    expect(close).toHaveBeenCalledOnce()
    expect(() => lib.fine()).toThrow(ended(/Its signal was aborted/))
    expect(() => lib.fine()).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'ABORTED', cause: mine }) }),
    )
  })

  test('ends a call that is under way, for modules and components', async () => {
    const print = async (options: InstanceOptions) => (await make(options)).print
    const log = async (options: InstanceOptions) => {
      const lib = await typed(options)
      return () => lib.log('text')
    }
    for (const one of [print, log]) {
      const controller = new AbortController()
      const call = await one({ stderr: 'ignore', signal: controller.signal, stdout: () => controller.abort(mine) })
      expect(call).toThrow(expect.objectContaining({ code: 'ABORTED', cause: mine }))
      expect(call).toThrow(ended(/in an earlier call/))
    }
    const controller = new AbortController()
    const lib = await make({ signal: controller.signal, stderr: () => controller.abort(mine) })
    expect(() => lib.flood()).toThrow(expect.objectContaining({ code: 'ABORTED', cause: mine }))
  })

  test('that is aborted before or during the start prevents the instance', async () => {
    await expect(make({ signal: AbortSignal.abort(mine) })).rejects.toMatchObject({ code: 'ABORTED', cause: mine })
    const controller = new AbortController()
    const starting = make(
      { signal: controller.signal, stdout: () => controller.abort(mine) },
      '(drop (call $write (i32.const 1) (i32.const 1024) (i32.const 6)))',
    )
    await expect(starting).rejects.toMatchObject({ code: 'ABORTED', cause: mine })
    const later = new AbortController()
    const loading = (await library(await assemble(text())))({ signal: later.signal })
    later.abort(mine)
    await expect(loading).rejects.toMatchObject({ code: 'ABORTED', cause: mine })
  })

  test('has no listener when the instance has ended', async () => {
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    const lib = await make({ ...quiet, signal })
    expect([add.mock.calls.length, remove.mock.calls.length]).toEqual([1, 0])
    lib[Symbol.dispose]()
    expect(remove).toHaveBeenCalledExactlyOnceWith('abort', add.mock.calls[0]![1])
    await expect(make({ signal }, 'unreachable')).rejects.toMatchObject({ code: 'TRAP' })
    await expect(make({ signal, dirs: { '/': JSON.parse('{ "a": 1 }') as {} } })).rejects.toThrow()
    expect(remove.mock.calls.length).toBe(add.mock.calls.length)
  })
})

describe('a timeout', () => {
  const late = expect.objectContaining({ code: 'TIMEOUT', message: expect.stringMatching(/lib\.wasm took too long/) })

  test('limits the start', async () => {
    const flood = '(loop $more (drop (call $write (i32.const 2) (i32.const 1024) (i32.const 6))) (br $more))'
    await expect(make({ ...quiet, timeout: 20 }, flood)).rejects.toEqual(late)
  })

  test('limits each call, but not the time between calls', async () => {
    const lib = await make({ ...quiet, timeout: 200 })
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(lib.print()).toBe(0)
    expect(() => lib.flood()).toThrow(late)
    expect(() => lib.fine()).toThrow(ended(/in an earlier call/))
  })

  test('of the outermost call includes the calls within it', async () => {
    const times: unknown[] = []
    const lib = await make({
      timeout: 50,
      stdout() {
        times.push(lib.fine())
        try {
          lib.flood()
        } catch (error) {
          times.push(isRunError(error, 'TIMEOUT'))
        }
      },
      stderr: 'ignore',
    })
    expect(() => lib.print()).toThrow(late)
    expect(times).toEqual([1, true])
  })
})
