import { afterEach, expect, test, vi } from 'vitest'

import { turn } from '../src/context/turn.js'

afterEach(() => vi.unstubAllGlobals())

/** Takes turns until a timer fires, which promises alone would prevent. */
async function untilTimer(): Promise<void> {
  const timer = vi.fn<() => void>()
  setTimeout(timer)
  for (let count = 0; count < 1_000_000 && timer.mock.calls.length === 0; count++) await turn()
  expect(timer).toHaveBeenCalledTimes(1)
}

test('a turn lets other events happen', () => untilTimer())

test('a turn needs no MessageChannel, which some servers lack', () => {
  vi.stubGlobal('MessageChannel', undefined)
  return untilTimer()
})
