import { trapBecause } from '../../errors/trap.js'
import type { GivenShape } from './shapes.js'
import { unfit, type Codec, type Io } from './values.js'

/** The longest string of V8. */
const LONGEST = 2 ** 29 - 24
/** An element of an array takes this many bytes, and this many times its size, as in `lift.ts`. */
const ELEMENT = 32
const GROWTH = 16

/** Lists of these become typed arrays. Bundlers keep the names of globals that they don't know, except in a function. */
const ARRAYS = /* @__PURE__ */ (() => ({
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
}))()

const isNumeric = (shape: GivenShape): shape is keyof typeof ARRAYS => typeof shape === 'string' && Object.hasOwn(ARRAYS, shape)

/** A type of values that are in memory, at a pointer and with a length. */
const pointed = (
  read: (io: Io, pointer: number, length: number) => unknown,
  store: (io: Io, at: number, value: unknown) => void,
): Codec => ({
  size: 8,
  align: 4,
  flat: ['i', 'i'],
  lift: (io, from) => {
    const pointer = Number(from.next('i'))
    return read(io, pointer, Number(from.next('i')) >>> 0)
  },
  load: (io, at) => read(io, io.abi.view.getUint32(at, true), io.abi.view.getUint32(at + 4, true)),
  store,
  lower: () => {
    throw new Error('a string or list has two core values')
  },
})

export const string = (): Codec => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return pointed(
    (io, pointer, length) => {
      const bytes = io.abi.slice(pointer, length)
      io.spend(length > LONGEST ? Infinity : length)
      try {
        return decoder.decode(bytes)
      } catch (error) {
        return trapBecause('a string is not valid UTF-8', error)
      }
    },
    ({ abi }, at, value) => abi.lowerString(at, typeof value === 'string' ? value : unfit(value, 'a string')),
  )
}

export const list = (shape: GivenShape, element: Codec): Codec => {
  const { size, align } = element
  return pointed(
    (io, pointer, length) => {
      if (isNumeric(shape)) {
        const start = io.abi.area(pointer, length * size, align)
        io.spend(length * size)
        const { buffer } = io.abi.bytes
        return new ARRAYS[shape](buffer.slice(start, start + length * size))
      }
      io.spend(length * (ELEMENT + GROWTH * size))
      const start = io.abi.area(pointer, length * size, align)
      return Array.from({ length }, (_, index) => element.load(io, start + index * size))
    },
    (io, at, value) => {
      if (shape === 'u8' && value instanceof Uint8Array) return io.abi.lowerBytes(at, value)
      if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return unfit(value, 'an array')
      return io.abi.lowerList(at, [...(value as Iterable<unknown>)], align, size, (item, address) =>
        element.store(io, address, item),
      )
    },
  )
}
