import { expect, test, vi } from 'vitest'

import { guestOf } from './preview1-calls.js'

const AT = 65536

test('random_get fills more than getRandomValues gives at once, and no byte beyond', async () => {
  const guest = await guestOf()
  const length = 150_000
  guest.call('random_get', AT, length)
  for (let part = 0; part + 64 <= length; part += 10_000) {
    expect(guest.bytes(AT + part, 64).some((byte) => byte !== 0)).toBe(true)
  }
  expect(guest.bytes(AT + length - 64, 64).some((byte) => byte !== 0)).toBe(true)
  expect([...guest.bytes(AT - 1, 1), ...guest.bytes(AT + length, 1)]).toEqual([0, 0])
  const before = guest.bytes(AT, 64)
  guest.call('random_get', AT, 64)
  expect(guest.bytes(AT, 64)).not.toEqual(before)
})

test('a request for no bytes succeeds', async () => {
  const guest = await guestOf()
  guest.call('random_get', AT, 0)
  expect([...guest.bytes(AT, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
})

test('a source from the user is the only one that the guest sees, and gets no view of its memory', async () => {
  const seen: Uint8Array[] = []
  const guest = await guestOf({ random: (bytes) => void (seen.push(bytes), bytes.fill(3)) })
  guest.call('random_get', AT, 100_000)
  guest.call('random_get', AT + 1, 2)
  expect(guest.bytes(AT, 100_001)).toEqual(new Uint8Array(100_001).fill(3, 0, 100_000))
  expect(seen.map(({ length }) => length)).toEqual([100_000, 2])
  for (const bytes of seen) expect(bytes.buffer).not.toBe(guest.memory.buffer)
})

test('a source that throws ends the run with its error, past any handler', async () => {
  const mine = new Error('mine')
  const guest = await guestOf({
    random: () => {
      throw mine
    },
  })
  expect(() => guest.stubborn('random_get', AT, 4)).toThrow(WebAssembly.RuntimeError)
  expect(guest.context.failure).toEqual({ error: mine })
})

test.each([
  ['RangeError', new RangeError('broken')],
  ['TypeError', new TypeError('broken')],
])('a %s of the engine is not a bad pointer', async (_, broken) => {
  const guest = await guestOf()
  vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
    throw broken
  })
  expect(() => guest.call('random_get', AT, 4)).toThrow(broken)
  vi.restoreAllMocks()
  expect(() => guest.call('random_get', -4, 8)).toThrow(/memory access out of bounds/)
})

test('a source from the user may make the guest’s memory grow', async () => {
  const guest = await guestOf({
    random(bytes) {
      guest.memory.grow(1)
      bytes.fill(5)
    },
  })
  guest.call('random_get', AT, 3)
  expect([...guest.bytes(AT, 4)]).toEqual([5, 5, 5, 0])
})
