import { trapBecause } from '../../errors/trap.js'
import { unfit, type Codec, type Letter } from './values.js'

type View = 'Uint8' | 'Int8' | 'Uint16' | 'Int16' | 'Uint32' | 'Int32' | 'BigUint64' | 'BigInt64' | 'Float32' | 'Float64'
type Core = number | bigint

/** Makes the codec of a type of one core value. `lift` makes a value of it, and `lower` checks a value of JavaScript's. */
const scalar = (
  letter: Letter,
  size: number,
  view: View,
  lift: (core: Core) => unknown,
  lower: (value: unknown) => Core,
): Codec => ({
  size,
  align: size,
  flat: [letter],
  lift: (_, from) => lift(from.next(letter)),
  load: ({ abi }, at) => lift(abi.view[`get${view}`](at, true)),
  store({ abi }, at, value) {
    const core = lower(value)
    // The view and the value have the same type, but TypeScript can't see that.
    ;(abi.view[`set${view}`] as (at: number, core: Core, littleEndian: boolean) => void).call(abi.view, at, core, true)
  },
  lower: (_, value) => lower(value),
})

/** Integers of up to 32 bits. */
const integer = (size: 1 | 2 | 4, signed: boolean): Codec => {
  const width = 8 * size
  const unused = 32 - width
  const [least, most] = signed ? [-(2 ** (width - 1)), 2 ** (width - 1) - 1] : [0, 2 ** width - 1]
  return scalar(
    'i',
    size,
    `${signed ? 'Int' : 'Uint'}${width}` as View,
    signed ? (core) => (Number(core) << unused) >> unused : (core) => (Number(core) << unused) >>> unused,
    (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : unfit(value, `an integer from ${least} to ${most}`),
  )
}

const big = (signed: boolean): Codec => {
  const fit = signed ? BigInt.asIntN : BigInt.asUintN
  return scalar(
    'I',
    8,
    signed ? 'BigInt64' : 'BigUint64',
    (core) => fit(64, BigInt(core)),
    (value) =>
      typeof value === 'bigint' && fit(64, value) === value ? value : unfit(value, `a bigint of ${signed ? 's64' : 'u64'}`),
  )
}

const float = (letter: 'f' | 'F', size: 4 | 8): Codec =>
  scalar(
    letter,
    size,
    size === 4 ? 'Float32' : 'Float64',
    (core) => core,
    (value) => (typeof value === 'number' ? value : unfit(value, 'a number')),
  )

const isCharacter = (code: number): boolean => code < 0xd800 || (code > 0xdfff && code < 0x110000)

const character = (): Codec =>
  scalar(
    'i',
    4,
    'Uint32',
    (core) => {
      const code = Number(core) >>> 0
      return isCharacter(code) ? String.fromCodePoint(code) : trapBecause(`${code} is not a character`)
    },
    (value) => {
      const code = typeof value === 'string' ? (value.codePointAt(0) ?? NaN) : NaN
      return isCharacter(code) && String.fromCodePoint(code) === value ? code : unfit(value, 'a string with one character')
    },
  )

const boolean = (): Codec =>
  scalar(
    'i',
    1,
    'Uint8',
    (core) => core !== 0,
    (value) => (typeof value === 'boolean' ? Number(value) : unfit(value, 'true or false')),
  )

export const PRIMITIVES: Readonly<Record<string, () => Codec>> = {
  bool: boolean,
  char: character,
  u8: () => integer(1, false),
  s8: () => integer(1, true),
  u16: () => integer(2, false),
  s16: () => integer(2, true),
  u32: () => integer(4, false),
  s32: () => integer(4, true),
  u64: () => big(false),
  s64: () => big(true),
  f32: () => float('f', 4),
  f64: () => float('F', 8),
}
