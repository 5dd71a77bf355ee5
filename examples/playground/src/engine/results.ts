import type { Shape } from '@unwasi/core'

import { camel } from './values.js'

/** The text of a value that a function of a component returned: JSON, in the form that `readValue` takes. */
export function writeValue(value: unknown, shape: Shape): string {
  return JSON.stringify(toJson(value, shape), undefined, 2).replaceAll(MARKED, '$1')
}

/** Integers of 64 bits are written as digits, which JSON has no other way to write. */
const MARKED = /"\u{F0000}(-?\d+)"/gu
const marked = (integer: bigint): string => `\u{F0000}${integer}`

function toJson(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string') {
    if (typeof value === 'bigint') return marked(value)
    // JSON has no such numbers.
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
  }
  switch (shape[0]) {
    case 'list':
      return Array.from(value as Iterable<unknown>, (one) => toJson(one, shape[1]))
    case 'tuple':
      return shape[1].map((type, index) => toJson((value as readonly unknown[])[index], type))
    case 'record':
      return Object.fromEntries(shape[1].map(([name, type]) => [name, toJson(field(value, name), type)]))
    case 'flags':
      return shape[1].filter((name) => field(value, name) === true)
    case 'enum':
      return value
    case 'variant':
      return tagged(value as Tagged, new Map(shape[1]))
    case 'result':
      return tagged(
        value as Tagged,
        new Map([
          ['ok', shape[1]],
          ['err', shape[2]],
        ]),
      )
    case 'option':
      return option(value, shape[1])
    case 'own':
    case 'borrow':
    case 'other':
      throw new Error(`there is no text for a value of the kind ${shape[0]}`)
  }
}

interface Tagged {
  tag: string
  val?: unknown
}

const field = (value: unknown, name: string): unknown => (value as Readonly<Record<string, unknown>>)[camel(name)]

function tagged({ tag, val }: Tagged, cases: ReadonlyMap<string, Shape | null>): unknown {
  const type = cases.get(tag) ?? null
  return type === null ? tag : { [tag]: toJson(val, type) }
}

function option(value: unknown, inner: Shape): unknown {
  if (inner[0] !== 'option') return value === undefined ? null : toJson(value, inner)
  const { tag, val } = value as Tagged
  return tag === 'none' ? null : [toJson(val, inner)]
}
