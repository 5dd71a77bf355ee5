import { expect, test } from 'vitest'

import { copyIn, copyOut } from '../src/guest/copy.js'
import type { MemoryLike } from '../src/types.js'
import { libraryOf } from './imports-harness.js'

/** A library whose `malloc` always grows the memory, and fails at the maximum. */
const text = `(module (memory (export "memory") 1 3)
  (func (export "malloc") (param i32) (result i32)
    (i32.mul (i32.const 65536) (memory.grow (i32.const 1))))
  (func (export "sum") (param $at i32) (param $length i32) (result i32) (local $sum i32)
    (loop $l
      (if (local.get $length) (then
        (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $l))))
    (local.get $sum)))`

interface Library {
  memory: MemoryLike
  malloc(size: number): number
  sum(pointer: number, length: number): number
}

const made = async () => (await (await libraryOf(text, {}))()) as unknown as Library

test('bytes go in and come out, while the memory grows', async () => {
  const lib = await made()
  const pointer = copyIn(lib, Uint8Array.of(1, 2, 200))
  expect(lib.sum(pointer, 3)).toBe(203)
  const out = copyOut(lib, pointer, 3)
  expect([...out]).toEqual([1, 2, 200])
  out[0] = 9
  expect(lib.sum(pointer, 3)).toBe(203)
  expect(copyOut(lib, pointer, 0)).toHaveLength(0)
})

test('bytes of the library itself go in, even if its memory grows', async () => {
  const lib = await made()
  const pointer = copyIn(lib, Uint8Array.of(5, 6))
  expect([...copyOut(lib, copyIn(lib, new Uint8Array(lib.memory.buffer, pointer, 2)), 2)]).toEqual([5, 6])
})

test.each([['text'], [[1, 2]], [new Uint16Array(2)], [new ArrayBuffer(2)]])('only bytes go in: %j', async (odd) => {
  const lib = await made()
  expect(() => copyIn(lib, odd as unknown as Uint8Array)).toThrow(/not bytes[^]*TextEncoder/)
})

test('bytes may be those of an image', async () => {
  const lib = await made()
  expect(lib.sum(copyIn(lib, new Uint8ClampedArray([1, 2]) as unknown as Uint8Array), 2)).toBe(3)
})

test('a program without memory left, and pointers that lead outside, are errors', async () => {
  const lib = await made()
  const { buffer } = lib.memory
  for (const [pointer, length] of [
    [buffer.byteLength, 1],
    [-1, 1],
    [0, -1],
    [0, 1.5],
    [8, buffer.byteLength],
    [1.5, 1],
    [Number.NaN, 1],
    [2 ** 32, 1],
    [undefined as unknown as number, 1],
  ] as const) {
    expect(() => copyOut(lib, pointer, length)).toThrow(/not in the program's memory/)
  }
  expect(() => copyIn({ memory: lib.memory, malloc: () => 0 }, Uint8Array.of(1))).toThrow(/no memory for 1 bytes/)
  expect(() => copyIn({ memory: lib.memory, malloc: () => -4 }, Uint8Array.of(1, 2, 3, 4, 5))).toThrow(/not in the program's/)
  expect(copyIn({ memory: lib.memory, malloc: () => 0 }, new Uint8Array(0))).toBe(0)
})
