import fc from 'fast-check'
import { expect, test } from 'vitest'

import { readPath } from '../src/guest/paths.js'
import { Abi } from '../src/preview2/abi.js'

const bound = (pages = 1) => {
  const memory = new WebAssembly.Memory({ initial: pages })
  const sizes: number[] = []
  let next = 256
  const abi = new Abi()
  abi.bind(memory, (_old, _oldSize, align, size) => {
    sizes.push(size)
    const at = Math.ceil(next / align) * align
    next = at + size
    return at
  })
  return { abi, memory, sizes }
}

test('views follow memory.grow', () => {
  const { abi, memory } = bound()
  const before = abi.bytes
  abi.u32(8, 0x01020304)
  memory.grow(1)
  expect(before.length).toBe(0)
  expect(abi.bytes.length).toBe(2 * 65536)
  expect(abi.view.getUint32(8, true)).toBe(0x01020304)
  memory.grow(1)
  abi.u64(3 * 65536 - 8, 2n ** 64n - 1n)
  expect(new Uint8Array(memory.buffer).at(-1)).toBe(255)
})

test('views are reused until memory grows', () => {
  const { abi } = bound()
  expect(abi.bytes).toBe(abi.bytes)
  expect(abi.view).toBe(abi.view)
})

test('a host function called before there is an instance traps', () => {
  expect(() => new Abi().bytes).toThrow(WebAssembly.RuntimeError)
})

test('a list outside of memory traps', () => {
  const { abi } = bound()
  expect(abi.slice(65536, 0).length).toBe(0)
  expect(abi.slice(65535, 1).length).toBe(1)
  for (const [pointer, length] of [
    [65536, 1],
    [65535, 2],
    [-1, 1],
    [0, -1],
    [-8, -8],
  ] as const) {
    expect(() => abi.slice(pointer, length)).toThrow(WebAssembly.RuntimeError)
  }
})

test('a string survives a round trip, and no more memory is allocated than it needs', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { abi, sizes } = bound()
      abi.lowerString(16, text)
      const [pointer, length] = [abi.view.getUint32(16, true), abi.view.getUint32(20, true)]
      expect(readPath(abi, pointer, length)).toBe(text)
      expect(sizes).toEqual([new TextEncoder().encode(text).length])
    }),
  )
})

test('a byte order mark is content', () => {
  const { abi } = bound()
  abi.lowerString(16, '\ufeffx')
  expect(readPath(abi, abi.view.getUint32(16, true), abi.view.getUint32(20, true))).toBe('\ufeffx')
})

test('a list of strings, where the allocator grows memory between them', () => {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const abi = new Abi()
  abi.bind(memory, () => memory.grow(1) * 65536)
  const texts = ['one', '', 'drei'.repeat(1000)]
  abi.lowerList(0, texts, 4, 8, (text, at) => abi.lowerString(at, text))
  const list = abi.view.getUint32(0, true)
  expect(abi.view.getUint32(4, true)).toBe(3)
  expect(
    texts.map((_, index) =>
      readPath(abi, abi.view.getUint32(list + 8 * index, true), abi.view.getUint32(list + 8 * index + 4, true)),
    ),
  ).toEqual(texts)
})
