import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { fixture } from '../../../fixtures/index.mjs'
import { hasJspi, promising, waiting } from '../src/guest/jspi.js'
import type { CoreFunction } from '../src/guest/core-function.js'
import type { RunOptions } from '../src/types.js'
import { assemble } from './assemble.js'
import { serve } from './preview1-parts.js'
import { clock_time_get } from '../src/preview1/clocks.js'
import { commandOf } from './component-program.js'
import { command, spec } from './module-program.js'
import { makeContext } from './preview1-calls.js'
import { host } from './preview1-parts.js'

// Engines without JSPI link in the same way, apart from its two functions.
class Suspending {
  constructor(readonly code: CoreFunction) {}
}
const fakePromising = (code: CoreFunction) => (): unknown => Promise.resolve(code())
const engine = WebAssembly as unknown as Record<string, unknown>
const original = { Suspending: engine['Suspending'], promising: engine['promising'] }
beforeEach(() => void Object.assign(engine, { Suspending, promising: fakePromising }))
afterEach(() => void Object.assign(engine, original))

/** The functions that may suspend the guest. */
const suspended = (options: RunOptions, async = true): string[] => {
  const linked = serve(makeContext(options, {}, async)).imports()
  return Object.keys(linked)
    .filter((name) => (linked[name] as unknown) instanceof Suspending)
    .toSorted()
}

describe('the functions that may suspend the guest', () => {
  test('are those that can wait in this run', () => {
    const never = (async function* () {})()
    expect(suspended({})).toEqual(['poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ input: 'text' })).toEqual(['poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ input: new Uint8Array(1) })).toEqual(['poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ input: ['chunks'] })).toEqual(['poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ stdin: 'inherit' })).toEqual(['fd_read', 'poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ input: never })).toEqual(['fd_read', 'poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ input: new ReadableStream() })).toEqual(['fd_read', 'poll_oneoff', 'unstable_poll_oneoff'])
    expect(suspended({ stdin: 'inherit' }, false)).toEqual([])
  })

  test('is nothing that the program does not use', () => {
    const host = serve(makeContext({ stdin: 'inherit' }, {}, true), [clock_time_get])
    expect(Object.keys(host.imports()).toSorted()).toEqual(['clock_time_get'])
  })
})

test('a wait that fails while output is full causes no unhandled rejection', async () => {
  const unhandled = vi.fn<() => void>()
  process.on('unhandledRejection', unhandled)
  try {
    const context = makeContext({ stdout: new WritableStream() }, {}, true)
    let accept = () => {}
    const full = new Promise<void>((resolve) => (accept = resolve))
    context.stdout.drained = () => full
    const wait = waiting(() => Promise.reject(new Error('mine')), context)() as unknown as Promise<unknown>
    const ended = wait.catch(String)
    await new Promise((resolve) => setTimeout(resolve))
    accept()
    expect(await ended).toBe('Error: mine')
  } finally {
    process.off('unhandledRejection', unhandled)
  }
  expect(unhandled).not.toHaveBeenCalled()
})

test('a call of the guest returns a promise if it may be suspended', async () => {
  const bytes = await assemble('(module (func (export "f") (result i32) (i32.const 5)))')
  const { exports } = new WebAssembly.Instance(await WebAssembly.compile(bytes))
  const code = exports['f'] as () => number
  expect(promising(code, false)()).toBe(5)
  const promise = promising(code, true)()
  expect(promise).toBeInstanceOf(Promise)
  expect(await promise).toBe(5)
})

describe('the calls of a guest', () => {
  const called = vi.fn<typeof fakePromising>(fakePromising)
  beforeEach(() => {
    called.mockClear()
    engine['promising'] = called
  })

  test('are ordinary ones if no function that it imports can wait', async () => {
    const program = await spec(await assemble('(module (memory (export "memory") 1) (func (export "_start")))'))
    expect(await command({ ...program, host: [] })([], { signal: new AbortController().signal })).toMatchObject({ exitCode: 0 })
    expect(called).not.toHaveBeenCalled()
    expect(await command({ ...program, host })()).toMatchObject({ exitCode: 0 })
    expect(called).toHaveBeenCalledOnce()
  })

  test('are ordinary ones in a component that imports no function that can wait in this run', async () => {
    const run = await commandOf(fixture('p2-hello'))
    expect(await run([], { input: 'text' })).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('hello') as string })
    expect(called).not.toHaveBeenCalled()
  })
})

test('an engine has JSPI when it has both of its functions', () => {
  expect(hasJspi()).toBe(true)
  engine['promising'] = undefined
  expect(hasJspi()).toBe(false)
})
