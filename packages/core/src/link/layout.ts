import type { Shape } from './shape.js'

/** How a type is stored in memory: https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#alignment */
export interface Layout {
  readonly size: number
  readonly align: number
}

const SIZES: Readonly<Record<string, number>> = { bool: 1, u8: 1, s8: 1, u16: 2, s16: 2, u64: 8, s64: 8, f64: 8 }

const POINTER_AND_LENGTH: Layout = { size: 8, align: 4 }
const NOTHING: Layout = { size: 0, align: 1 }

const scalar = (size: number): Layout => ({ size, align: size })

const aligned = (at: number, align: number): number => Math.ceil(at / align) * align

/** The number of bytes that say which of `cases` a value is. */
export const caseBytes = (cases: number): 1 | 2 | 4 => (cases <= 2 ** 8 ? 1 : cases <= 2 ** 16 ? 2 : 4)

export function layout(shape: Shape | null): Layout {
  if (shape === null) return NOTHING
  if (typeof shape === 'string') return shape === 'string' ? POINTER_AND_LENGTH : scalar(SIZES[shape] ?? 4)
  switch (shape[0]) {
    case 'list':
      return POINTER_AND_LENGTH
    case 'tuple':
      return product(shape[1])
    case 'record':
      return product(shape[1].map(([, field]) => field))
    case 'option':
      return sum([null, shape[1]])
    case 'result':
      return sum([shape[1], shape[2]])
    case 'variant':
      return sum(shape[1].map(([, payload]) => payload))
    case 'enum':
      return scalar(caseBytes(shape[1].length))
    case 'flags': {
      const { length } = shape[1]
      return length <= 16 ? scalar(length <= 8 ? 1 : 2) : { size: 4 * Math.ceil(length / 32), align: 4 }
    }
    case 'own':
    case 'borrow':
      return scalar(4)
    case 'other':
      throw new Error(`${shape[1]} has no layout here`)
  }
}

function product(shapes: readonly Shape[]): Layout {
  let [end, most] = [0, 1]
  for (const { size, align } of shapes.map(layout)) {
    end = aligned(end, align) + size
    most = Math.max(most, align)
  }
  return { size: aligned(end, most), align: most }
}

/** A variant type. `offset` is where its payload is. */
export function sum(payloads: readonly (Shape | null)[]): Layout & { readonly offset: number } {
  // Each type is visited once, because types may be nested deeply.
  const all = payloads.map(layout)
  const bytes = caseBytes(payloads.length)
  const most = Math.max(1, ...all.map(({ align }) => align))
  const offset = aligned(bytes, most)
  const align = Math.max(bytes, most)
  return { size: aligned(offset + Math.max(0, ...all.map(({ size }) => size)), align), align, offset }
}
