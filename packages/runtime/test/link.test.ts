import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { entry, hasJspi, link, suspending } from '../src/link.js'
import type { CoreFunction } from '../src/preview1/contract.js'
import type { RunOptions } from '../src/types.js'
import { assemble } from './assemble.js'
import { host } from './host.js'
import { makeState } from './preview1-guest.js'

// Engines without JSPI link the same way, but for its two functions.
class Suspending {
  constructor(readonly code: CoreFunction) {}
}
const promising = (code: CoreFunction) => (): unknown => Promise.resolve(code())
const engine = WebAssembly as unknown as Record<string, unknown>
const original = { Suspending: engine['Suspending'], promising: engine['promising'] }
beforeEach(() => void Object.assign(engine, { Suspending, promising }))
afterEach(() => void Object.assign(engine, original))

/** The functions that may suspend the guest. */
const suspended = (options: RunOptions, async = true): string[] => {
  const state = makeState(options, {}, async)
  const linked = suspending(link(host, state), state)
  return Object.keys(linked)
    .filter((name) => (linked[name] as unknown) instanceof Suspending)
    .toSorted()
}

describe('what may suspend the guest', () => {
  test('is what can wait in this run', () => {
    const never = (async function* () {})()
    expect(suspended({})).toEqual(['poll_oneoff'])
    expect(suspended({ input: 'text' })).toEqual(['poll_oneoff'])
    expect(suspended({ input: new Uint8Array(1) })).toEqual(['poll_oneoff'])
    expect(suspended({ input: ['chunks'] })).toEqual(['poll_oneoff'])
    expect(suspended({ stdin: 'inherit' })).toEqual(['fd_read', 'poll_oneoff'])
    expect(suspended({ input: never })).toEqual(['fd_read', 'poll_oneoff'])
    expect(suspended({ input: new ReadableStream() })).toEqual(['fd_read', 'poll_oneoff'])
    expect(suspended({ stdin: 'inherit' }, false)).toEqual([])
  })

  test('is nothing that the program does not use', () => {
    const state = makeState({ stdin: 'inherit' }, {}, true)
    expect(suspending({}, state)).toEqual({})
  })
})

test('an entry returns a promise where it may be suspended', async () => {
  const bytes = await assemble('(module (func (export "f") (result i32) (i32.const 5)))')
  const { exports } = new WebAssembly.Instance(await WebAssembly.compile(bytes))
  const code = exports['f'] as () => number
  expect(entry(code, makeState({}, {}, false))()).toBe(5)
  const promise = entry(code, makeState({}, {}, true))()
  expect(promise).toBeInstanceOf(Promise)
  expect(await promise).toBe(5)
})

test('an engine has JSPI when it has both of its functions', () => {
  expect(hasJspi()).toBe(true)
  engine['promising'] = undefined
  expect(hasJspi()).toBe(false)
})
