import type { Abi } from '../abi.js'
import type { Kind } from '../handles.js'

/** A value of JavaScript's that the type does not have. */
export class Unfit {
  constructor(
    readonly value: unknown,
    readonly expected: string,
  ) {}
}

export const unfit = (value: unknown, expected: string): never => {
  throw new Unfit(value, expected)
}

/** What the conversion of values needs from the run. */
export interface Io {
  readonly abi: Abi
  /** Counts the bytes of a value that the component passes. */
  spend(bytes: number): void
  /** The object behind a handle, which stays (`borrowed`) or goes (`taken`), or a new handle for an object (`added`). */
  borrowed(kind: Kind<Given>, handle: number): object
  taken(kind: Kind<Given>, handle: number): object
  added(kind: Kind<Given>, value: unknown): number
  /** Gives what was taken back to the host, which disposes of it, because the call fails before JavaScript has it. */
  untake(): void
}

/** A resource of JavaScript's. */
export interface Given {
  readonly object: object
  dispose(): void
}

/** A core type: i32, i64, f32 or f64. */
export type Letter = 'i' | 'I' | 'f' | 'F'
type Core = number | bigint

/** Core values, as the component passes them. */
export class Flat {
  at = 0

  constructor(
    readonly values: readonly Core[],
    readonly letters: readonly Letter[],
  ) {}

  /** The next value as a `letter`. Payloads of a variant share values, which then have a type that is large enough for all. */
  next(letter: Letter): Core {
    const has = this.letters[this.at]!
    const value = this.values[this.at++]!
    if (has === letter) return value
    bits.setBigUint64(0, BigInt.asUintN(64, BigInt(value)))
    return letter === 'i' ? bits.getInt32(4) : letter === 'f' ? bits.getFloat32(4) : bits.getFloat64(0)
  }
}

const bits = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8))

/** Converts the values of a type between JavaScript and a component, as the canonical ABI says. */
export interface Codec {
  readonly size: number
  readonly align: number
  readonly flat: readonly Letter[]
  /** Reads a value from core values. */
  lift(io: Io, from: Flat): unknown
  /** Reads a value from memory. The address has been checked. */
  load(io: Io, at: number): unknown
  /** Writes `value` to memory. The address has been checked. */
  store(io: Io, at: number, value: unknown): void
  /** Returns `value` as a core value, if its type has one core value. */
  lower(io: Io, value: unknown): Core
}
