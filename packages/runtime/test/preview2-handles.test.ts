import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { HandleTable, inputStream, outputStream, pollable, type Kind } from '../src/preview2/handles.js'

const thing: Kind<{ name: string; dispose?: () => void }> = { resource: 'thing' }
const other: Kind<object> = { resource: 'other' }

describe('a handle', () => {
  test('gives the resource that it stands for', () => {
    const table = new HandleTable()
    const value = { name: 'a' }
    const handle = table.add(thing, value)
    expect(handle).toBeGreaterThan(0)
    expect(table.get(thing, handle)).toBe(value)
  })

  test('of another kind traps', () => {
    const table = new HandleTable()
    const handle = table.add(thing, { name: 'a' })
    expect(() => table.get(other, handle)).toThrow(WebAssembly.RuntimeError)
    expect(() => table.get(other, handle)).toThrow(/is of kind thing, expected other/)
    expect(() => table.drop(other, handle)).toThrow(WebAssembly.RuntimeError)
    expect(table.get(thing, handle)).toEqual({ name: 'a' })
  })

  test('traps after it was dropped, and on a second drop', () => {
    const table = new HandleTable()
    const handle = table.add(thing, { name: 'a' })
    table.drop(thing, handle)
    expect(() => table.get(thing, handle)).toThrow(/not live/)
    expect(() => table.drop(thing, handle)).toThrow(/not live/)
  })

  test('traps if it was never given out, whatever the number', () => {
    const table = new HandleTable()
    const live = new Set([table.add(thing, { name: 'a' }), table.add(thing, { name: 'b' })])
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: -3, max: 6 })), (handle) => {
        if (live.has(handle)) return
        expect(() => table.get(thing, handle)).toThrow(WebAssembly.RuntimeError)
        expect(() => table.drop(thing, handle)).toThrow(WebAssembly.RuntimeError)
      }),
    )
  })

  test('traps if it belongs to another table', () => {
    const [one, two] = [new HandleTable(), new HandleTable()]
    one.add(thing, { name: 'a' })
    const handle = one.add(thing, { name: 'b' })
    two.add(thing, { name: 'c' })
    expect(() => two.get(thing, handle)).toThrow(WebAssembly.RuntimeError)
  })

  test('can be dropped only after its live children', () => {
    const table = new HandleTable()
    const stream = table.add(inputStream, { readInto: () => 0 })
    const child = table.add(pollable, { ready: () => true }, stream)
    expect(() => table.drop(inputStream, stream)).toThrow(/depends on it/)
    table.drop(pollable, child)
    table.drop(inputStream, stream)
    expect(table.size).toBe(0)
  })
})

test('numbers are reused, and the table does not grow', () => {
  const table = new HandleTable()
  const first = table.add(thing, { name: 'a' })
  table.drop(thing, first)
  for (let n = 0; n < 1000; n++) table.drop(other, table.add(other, {}))
  expect(table.add(outputStream, { write() {} })).toBe(first)
  expect(table.size).toBe(1)
})

test('a reused number does not inherit the old children', () => {
  const table = new HandleTable()
  const parent = table.add(thing, { name: 'parent' })
  const child = table.add(thing, { name: 'child' }, parent)
  table.drop(thing, child)
  table.drop(thing, parent)
  const again = table.add(thing, { name: 'again' })
  table.drop(thing, again)
  expect(table.size).toBe(0)
})

test('a dispose() that fails does not spare the others', () => {
  const table = new HandleTable()
  const mine = new Error('mine')
  let disposed = 0
  const fail = () => {
    throw mine
  }
  table.add(thing, { name: 'a', dispose: fail })
  table.add(thing, { name: 'b', dispose: () => void disposed++ })
  expect(() => table.clear()).toThrow(mine)
  expect(disposed).toBe(1)
})

test('dispose() is called once, when the handle is dropped or the table is cleared', () => {
  const table = new HandleTable()
  const disposed: string[] = []
  const make = (name: string) => ({ name, dispose: () => void disposed.push(name) })
  const dropped = table.add(thing, make('dropped'))
  const left = table.add(thing, make('left'))
  table.drop(thing, dropped)
  expect(disposed).toEqual(['dropped'])
  table.clear()
  table.clear()
  expect(disposed).toEqual(['dropped', 'left'])
  expect(() => table.get(thing, left)).toThrow(WebAssembly.RuntimeError)
})
