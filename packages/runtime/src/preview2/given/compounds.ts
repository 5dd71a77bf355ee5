import { trapBecause } from '../../errors/trap.js'
import { member } from '../../guest/member.js'
import { camel } from './names.js'
import { unfit, type Codec, type Io, type Letter } from './values.js'

const aligned = (at: number, align: number): number => Math.ceil(at / align) * align

/** The core type that holds values of two types. */
const join = (a: Letter | undefined, b: Letter): Letter =>
  a === undefined || a === b ? b : (a === 'i' || a === 'f') && (b === 'i' || b === 'f') ? 'i' : 'I'

/** WIT may have a field `to-string`, which a value that lacks it would inherit. */
const field = (value: object, key: string | number): unknown =>
  key in Object.prototype ? member(value, String(key)) : (value as Record<string, unknown>)[key]

type Part = readonly [key: string | number, codec: Codec]

/** A type whose values consist of `parts`. `make` makes a value of them. */
const product = (parts: readonly Part[], expected: string, make: (values: [string | number, unknown][]) => unknown): Codec => {
  const align = Math.max(1, ...parts.map(([, codec]) => codec.align))
  let end = 0
  const placed = parts.map(([key, codec]) => {
    const offset = aligned(end, codec.align)
    end = offset + codec.size
    return [key, codec, offset] as const
  })
  const part = (value: unknown, key: string | number): unknown =>
    typeof value === 'object' && value !== null ? field(value, key) : unfit(value, expected)
  return {
    size: aligned(end, align),
    align,
    flat: parts.flatMap(([, codec]) => codec.flat),
    lift: (io, from) => make(placed.map(([key, codec]) => [key, codec.lift(io, from)])),
    load: (io, at) => make(placed.map(([key, codec, offset]) => [key, codec.load(io, at + offset)])),
    store(io, at, value) {
      for (const [key, codec, offset] of placed) codec.store(io, at + offset, part(value, key))
    },
    lower(io, value) {
      const [only] = placed.filter(([, codec]) => codec.flat.length > 0)
      return only![1].lower(io, part(value, only![0]))
    },
  }
}

export const tuple = (elements: readonly Codec[]): Codec =>
  product(
    elements.map((codec, index) => [index, codec]),
    'an array',
    (values) => values.map(([, value]) => value),
  )

export const record = (fields: readonly (readonly [name: string, codec: Codec])[]): Codec =>
  product(
    fields.map(([name, codec]) => [camel(name), codec]),
    'an object',
    Object.fromEntries,
  )

/** How a variant type represents the values of its cases. */
interface Cases {
  /** Returns the number of the case of `value`, and its payload. */
  read(value: unknown): readonly [index: number, payload: unknown]
  make(index: number, payload: unknown): unknown
}

/** A type whose values have one of several cases, each with or without a payload. */
const sum = (payloads: readonly (Codec | undefined)[], { read, make }: Cases): Codec => {
  const bytes = payloads.length <= 2 ** 8 ? 1 : payloads.length <= 2 ** 16 ? 2 : 4
  const align = Math.max(bytes, ...payloads.map((codec) => codec?.align ?? 1))
  const offset = aligned(bytes, Math.max(1, ...payloads.map((codec) => codec?.align ?? 1)))
  const shared: Letter[] = []
  for (const codec of payloads) codec?.flat.forEach((letter, index) => (shared[index] = join(shared[index], letter)))
  const known = (index: number): number =>
    index < payloads.length ? index : trapBecause(`a value has the case ${index} of ${payloads.length}`)
  const discriminant = (io: Io, at: number): number => {
    const { view } = io.abi
    return bytes === 1 ? view.getUint8(at) : bytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
  }
  return {
    size: aligned(offset + Math.max(0, ...payloads.map((codec) => codec?.size ?? 0)), align),
    align,
    flat: ['i', ...shared],
    lift(io, from) {
      const index = known(Number(from.next('i')) >>> 0)
      const end = from.at + shared.length
      const payload = payloads[index]?.lift(io, from)
      from.at = end
      return make(index, payload)
    },
    load(io, at) {
      const index = known(discriminant(io, at))
      return make(index, payloads[index]?.load(io, at + offset))
    },
    store(io, at, value) {
      const [index, payload] = read(value)
      payloads[index]?.store(io, at + offset, payload)
      const { view } = io.abi
      if (bytes === 1) view.setUint8(at, index)
      else if (bytes === 2) view.setUint16(at, index, true)
      else view.setUint32(at, index, true)
    },
    lower: (_, value) => read(value)[0],
  }
}

/** The number of the case with that name. */
const find = (names: readonly string[], name: unknown, value: unknown): number => {
  const index = typeof name === 'string' ? names.indexOf(name) : -1
  return index < 0 ? unfit(value, `one of ${names.join(', ')}`) : index
}

const tagged = (names: readonly string[]): Cases => ({
  read(value) {
    const { tag, val } = typeof value === 'object' && value !== null ? (value as { tag?: unknown; val?: unknown }) : {}
    return [find(names, tag, value), val]
  },
  make: (index, val) => (val === undefined ? { tag: names[index] } : { tag: names[index], val }),
})

export const variant = (names: readonly string[], payloads: readonly (Codec | undefined)[]): Codec => sum(payloads, tagged(names))

export const result = (ok: Codec | undefined, error: Codec | undefined): Codec => sum([ok, error], tagged(['ok', 'err']))

export const enumeration = (names: readonly string[]): Codec =>
  sum(
    names.map(() => undefined),
    { read: (value) => [find(names, value, value), undefined], make: (index) => names[index] },
  )

/** `nested`: the payload may itself be undefined, so a value is an object that says whether there is one. */
export const option = (payload: Codec, nested: boolean): Codec =>
  sum(
    [undefined, payload],
    nested
      ? tagged(['none', 'some'])
      : {
          read: (value) => (value === undefined || value === null ? [0, undefined] : [1, value]),
          make: (index, value) => (index === 0 ? undefined : value),
        },
  )

export const flags = (names: readonly string[]): Codec => {
  const size = names.length === 0 ? 0 : names.length <= 8 ? 1 : names.length <= 16 ? 2 : 4 * Math.ceil(names.length / 32)
  const words = size < 4 ? Math.min(size, 1) : size / 4
  const keys = names.map(camel)
  const make = (word: (index: number) => number): unknown =>
    Object.fromEntries(keys.map((key, index) => [key, ((word(index >>> 5) >>> (index & 31)) & 1) === 1]))
  const read = (value: unknown): number[] => {
    if (typeof value !== 'object' || value === null) return unfit(value, 'an object')
    const found = Array.from({ length: words }, () => 0)
    keys.forEach((key, index) => {
      if (field(value, key)) found[index >>> 5]! |= 1 << (index & 31)
    })
    return found
  }
  return {
    size,
    align: size === 0 ? 1 : Math.min(size, 4),
    flat: Array.from({ length: words }, () => 'i' as const),
    lift(_, from) {
      const all = Array.from({ length: words }, () => Number(from.next('i')))
      return make((index) => all[index]!)
    },
    load({ abi: { view } }, at) {
      return make((index) =>
        size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, true) : view.getUint32(at + 4 * index, true),
      )
    },
    store({ abi }, at, value) {
      read(value).forEach((word, index) => {
        const { view } = abi
        if (size === 1) view.setUint8(at, word)
        else if (size === 2) view.setUint16(at, word, true)
        else view.setUint32(at + 4 * index, word >>> 0, true)
      })
    },
    lower: (_, value) => read(value)[0]!,
  }
}
