/** The value types that are numbers. */
export type NumberType = 'i32' | 'i64' | 'f32' | 'f64'

/** The type of a core function over numbers. */
export interface Signature {
  readonly params: readonly NumberType[]
  readonly results: readonly NumberType[]
}
