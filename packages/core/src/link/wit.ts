import { shortened } from '../text.js'
import type { FuncType } from './flat.js'
import type { Resource, Shape } from './shape.js'

/** Types are written out to this depth, and the rest is left out, because messages need no more. */
const DEPTH = 4
/** The most characters of a function's type. */
const LONGEST = 300
/** The most members of a type to write out. */
const MOST = 12

/** Returns a type as WIT writes it, for people. Types that WIT only has by name are written out. */
export function wit(shape: Shape | null, depth = 0): string {
  if (shape === null) return '_'
  if (typeof shape === 'string') return shape
  if (depth === DEPTH) return '…'
  const of = (inner: Shape | null): string => wit(inner, depth + 1)
  switch (shape[0]) {
    case 'list':
    case 'option':
      return `${shape[0]}<${of(shape[1])}>`
    case 'tuple':
      return `tuple<${listed(shape[1], of)}>`
    case 'record':
      return `record { ${listed(shape[1], ([name, field]) => `${name}: ${of(field)}`)} }`
    case 'variant':
      return `variant { ${listed(shape[1], ([name, payload]) => (payload === null ? name : `${name}(${of(payload)})`))} }`
    case 'result':
      if (shape[2] === null) return shape[1] === null ? 'result' : `result<${of(shape[1])}>`
      return `result<${of(shape[1])}, ${of(shape[2])}>`
    case 'flags':
    case 'enum':
      return `${shape[0]} { ${listed(shape[1], (name) => name)} }`
    case 'own':
      return resource(shape[1])
    case 'borrow':
      return `borrow<${resource(shape[1])}>`
    case 'other':
      return shape[1]
  }
}

/** A component's own resources get their names when it exports them, and here have none. */
const resource = ({ name }: Resource): string => (name === '' ? 'resource' : name)

const listed = <T>(all: readonly T[], text: (one: T) => string): string =>
  [...all.slice(0, MOST).map(text), ...(all.length > MOST ? ['…'] : [])].join(', ')

/** Returns a function's type as WIT writes it: `func(message: string) -> result<u32>`. */
export function witFunction({ params, result }: FuncType): string {
  const text = `func(${listed(params, ({ name, shape }) => `${name}: ${wit(shape)}`)})${result === undefined ? '' : ` -> ${wit(result)}`}`
  return shortened(text, LONGEST)
}
