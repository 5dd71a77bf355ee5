import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { guestOf, type Guest } from './preview1-calls.js'

const [COUNT, SIZE, POINTERS, BUFFER] = [1024, 1028, 2048, 65536]

/** Reads the strings as a guest does: first the sizes, then the strings that the pointers lead to. */
const strings = (guest: Guest, name: 'args' | 'environ'): string[] => {
  guest.call(`${name}_sizes_get`, COUNT, SIZE)
  const [count, size] = [guest.u32(COUNT), guest.u32(SIZE)]
  guest.fill(BUFFER - 1, size + 2, 0xaa)
  guest.call(`${name}_get`, POINTERS, BUFFER)
  // Nothing was written after the announced size.
  expect([...guest.bytes(BUFFER - 1, 1), ...guest.bytes(BUFFER + size, 1)]).toEqual([0xaa, 0xaa])
  let next = BUFFER
  const list = Array.from({ length: count }, (_, index) => {
    const at = guest.u32(POINTERS + 4 * index)
    expect(at).toBe(next)
    next = at + guest.bytes(at, size).indexOf(0) + 1
    return guest.text(at, next - at - 1)
  })
  expect(next).toBe(BUFFER + size)
  return list
}

describe.each(['args', 'environ'] as const)('%s', (name) => {
  test('arrive unchanged, each with a NUL after it', async () => {
    const guest = await guestOf({ env: { A: '1', Ü: 'x=y', EMPTY: '' } }, { args: ['prog', 'a b', '', 'ü€😀'] })
    expect(strings(guest, name)).toEqual(name === 'args' ? ['prog', 'a b', '', 'ü€😀'] : ['A=1', 'Ü=x=y', 'EMPTY='])
  })

  test('arrive whatever they contain', async () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''))
    const variables = fc.dictionary(
      text.map((value) => value.replaceAll('=', '')).filter((value) => value !== '' && value !== '__proto__'),
      text,
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1 }), variables, async (args, env) => {
        const guest = await guestOf({ env }, { args })
        expect(strings(guest, name)).toEqual(name === 'args' ? args : Object.entries(env).map((pair) => pair.join('=')))
      }),
      { numRuns: 50 },
    )
  })

  test('may be a megabyte', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(1024, 'x'))
    const guest = await guestOf({ env: Object.fromEntries(many.map((value, index) => [`V${index}`, value])) }, { args: many })
    guest.memory.grow(20)
    expect(strings(guest, name)).toEqual(name === 'args' ? many : many.map((value, index) => `V${index}=${value}`))
  })
})

test('may be empty', async () => {
  const guest = await guestOf()
  expect(strings(guest, 'environ')).toEqual([])
})

test.each([
  [0, 0],
  [255, 255],
  [300, 44],
  [-1, 255],
])('proc_exit(%i) records %i and traps, past any handler', async (code, recorded) => {
  const guest = await guestOf()
  expect(() => guest.stubborn('proc_exit', code)).toThrow(WebAssembly.RuntimeError)
  expect(guest.context.exitCode).toBe(recorded)
})

test('signals are not supported, and yielding does nothing', async () => {
  const guest = await guestOf()
  expect(() => guest.call('proc_raise', 15)).toThrow('notsup')
  guest.call('sched_yield')
})
