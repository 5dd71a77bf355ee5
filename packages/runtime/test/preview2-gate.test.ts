import { describe, expect, test } from 'vitest'

import { node } from '../src/platform/node.js'
import { resolveOptions } from '../src/context/options.js'
import { Gate } from '../src/preview2/gate.js'
import { Preview2Host } from '../src/preview2/host.js'
import { allParts } from './preview2-parts.js'
import { component, type LinkPlan } from '../src/preview2/command.js'
import { makeCommand } from '../src/run/command.js'
import { RunContext } from '../src/context/run-context.js'
import { trapBecause, WasiTrapError } from '../src/errors/trap.js'
import { commandOf } from './component-program.js'
import { memoryDirectory } from '../src/directory/memory-directory.js'
import { hostile } from './hostile-component.js'
import { hasJspi } from '../src/guest/jspi.js'
import { parse } from '../../../fixtures/components.mjs'

const hostOf = (dirs = {}): Preview2Host =>
  new Preview2Host(new RunContext(['program'], resolveOptions({ dirs }), node(), false), allParts)

/** Returns the error that `call` throws. */
const caught = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('it threw nothing')
}

describe('names that JavaScript knows', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'keys', 'freeze', 'prototype', '']

  test('are not functions or resources of the host', () => {
    for (const face of [...names, 'wasi:io/poll'])
      for (const name of names) {
        expect(() => hostOf().lower(face, name, {})()).toThrow(`${face}#${name} is not supported`)
        expect(() => hostOf().drop(face, name)(1)).toThrow(WebAssembly.RuntimeError)
      }
  })

  test('cannot be imported by a core module', async () => {
    const objectKeys = await parse(`(module
      (import "constructor" "keys" (func (param i32) (result externref)))
      (func (export "run") (result i32) (i32.const 0)))`)
    const run = await parse('(module (func (export "run") (result i32) (i32.const 0)))')
    const link = (bytes: Uint8Array, plan: Omit<LinkPlan, 'modules'>) =>
      makeCommand(node)({
        format: 2,
        name: 'guest.wasm',
        guest: bytes as Uint8Array<ArrayBuffer>,
        component: component({ modules: [[0, bytes.length]], ...plan }, allParts),
      })()
    await expect(link(objectKeys, { steps: [{ module: 0, imports: {} }], run: [0, 'run'] })).rejects.toThrow(/can't be linked/)
    for (const item of [
      [0, 'constructor'],
      [0, 'none'],
      [7, 'run'],
    ] as const)
      await expect(link(run, { steps: [{ module: 0, imports: {} }], run: item })).rejects.toThrow(/has no export/)
    await expect(
      link(run, { steps: [{ module: 0, imports: {} }, { items: { a: [0, 'hasOwnProperty'] } }], run: [0, 'run'] }),
    ).rejects.toThrow(/has no export/)
  })

  test('the host’s own directories have no handle', () => {
    const host = hostOf({ '/': memoryDirectory({}) })
    for (const resource of ['descriptor', 'preopen'])
      expect(() => host.drop('wasi:filesystem/types', resource)(1)).toThrow(/not live|no resource|already ended/)
  })
})

describe('the gate', () => {
  test('passes arguments and results of every arity', () => {
    const gate = new Gate()
    const args = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    for (let arity = 0; arity <= 11; arity++) {
      let got: unknown[] = []
      const code = (...all: unknown[]) => ((got = all), 42)
      Object.defineProperty(code, 'length', { value: arity })
      expect(gate.host(code)(...args.slice(0, arity))).toBe(42)
      expect(got.slice(0, arity)).toEqual(args.slice(0, arity))
    }
  })

  test('turns every JavaScript error into a trap, keeps it as the cause, and stays shut', () => {
    const mine = new TypeError('mine')
    const gate = new Gate()
    const failing = gate.host(() => {
      throw mine
    })
    const error = caught(failing) as Error
    expect(error).toBeInstanceOf(WebAssembly.RuntimeError)
    expect(error.cause).toBe(mine)
    expect(error.stack).not.toMatch(/wasm-function/)
    const again = gate.host(() => 1)
    expect(again).toThrow(/already ended/)
  })
})

test('a trap with a reason is invisible to catch_all, and stays a trap when it is thrown again', async () => {
  const bytes = await parse(`(module (import "h" "f" (func $f)) (func (export "run") try (call $f) catch_all end))`)
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)
  const calling = (f: () => void) => (new WebAssembly.Instance(module, { h: { f } }).exports['run'] as () => void)()
  const thrown = () => {
    throw new WebAssembly.RuntimeError('made by JavaScript')
  }
  expect(() => calling(thrown)).not.toThrow()
  expect(() => calling(() => trapBecause('the reason'))).toThrow('the reason')
  expect(() => calling(() => new Gate().failed(caught(() => trapBecause('the reason'))))).toThrow('the reason')
})

describe.skipIf(!hasJspi())('a guest that waits', () => {
  const poll = '(call $poll (i32.const 64) (i32.const 1) (i32.const 16))'
  const starting = async (nanoseconds: number, body: string) => {
    const timer = `(i32.store (i32.const 64) (call $sub (i64.const ${nanoseconds})))`
    const fields = `(func $start ${timer} ${body}) (start $start)`
    return commandOf(await hostile({ fields, run: '(i32.const 0)' }))
  }

  test.each([0, 20_000_000])('during its instantiation is ended, and told why (%i ns)', async (nanoseconds) => {
    const run = await starting(nanoseconds, poll)
    const error: unknown = await run().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(WasiTrapError)
    expect(error).toMatchObject({ message: expect.stringContaining('may wait while it is being instantiated') })
    await new Promise((resolve) => setTimeout(resolve, 60))
  })

  test('during its instantiation, and catches everything, does not continue after the wait', async () => {
    const after = '(i32.store (i32.const 64) (i32.const 0)) (call $exit (i32.const 1))'
    const run = await starting(20_000_000, `try ${poll} ${after} catch_all end`)
    // V8 14 and later throw an error that the guest can catch, before the host is called. Earlier versions call the host, whose
    // trap the guest can't catch. In both cases nothing has waited, and nothing goes on later.
    const outcome = await run().then(
      ({ exitCode }) => exitCode,
      (error: unknown) => (error instanceof WasiTrapError ? 'trap' : error),
    )
    expect([0, 'trap']).toContain(outcome)
    await new Promise((resolve) => setTimeout(resolve, 60))
  })

  test('and then fails is ended by a trap that it cannot catch', async () => {
    const call = `(i32.store (i32.const 64) (call $sub (i64.const 5000000))) (global.set $answer (i32.const 18))
      try (call $poll (i32.const 64) (i32.const 1) (i32.const 16)) catch_all end`
    const run = await commandOf(await hostile({ run: `${call} (i32.const 0)` }))
    await expect(run()).rejects.toThrow(/18 is not aligned to 4/)
  })
})
