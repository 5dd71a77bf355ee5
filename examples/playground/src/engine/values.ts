import type { Shape } from '@unwasi/core'

// Values of a component's functions as JSON. Integers of 64 bits are digits, and names are those of WIT.

/**
 * The value that JavaScript passes for `text`. Throws an error for people if it does not fit.
 * @param type the type, for people
 */
export function readValue(text: string, shape: Shape, type: string): unknown {
  try {
    // Text for a string need not be in quotes.
    const quoted = /^\s*"[^]*"\s*$/.test(text)
    return fromJson(isText(shape) && !quoted ? text : JSON.parse(withDigits(text)), shape)
  } catch (cause) {
    const why = cause instanceof Unfit ? `${cause.message} does not fit` : `${text === '' ? 'nothing' : text} is not JSON`
    throw new Error(`${type}: ${why}. A value that fits: ${example(shape)}`, { cause })
  }
}

const isText = (shape: Shape): boolean => shape === 'string' || shape === 'char' || shape[0] === 'enum'

/** JSON in which long integers are in quotes, because they would lose digits as numbers. */
const withDigits = (json: string): string =>
  json.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (found) =>
    /^-?\d{16,}$/.test(found) ? `"${found}"` : found,
  )

class Unfit extends Error {}

const unfit = (value: unknown): never => {
  throw new Unfit(JSON.stringify(value) ?? 'nothing')
}

const LIMITS: ReadonlyMap<string, readonly [least: bigint, most: bigint]> = new Map(
  [8n, 16n, 32n, 64n].flatMap((bits) => [
    [`u${bits}`, [0n, 2n ** bits - 1n]] as const,
    [`s${bits}`, [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]] as const,
  ]),
)

function fromJson(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string') return primitive(value, shape)
  switch (shape[0]) {
    case 'list':
      return Array.isArray(value) ? value.map((one) => fromJson(one, shape[1])) : unfit(value)
    case 'tuple':
      return Array.isArray(value) && value.length === shape[1].length
        ? value.map((one, index) => fromJson(one, shape[1][index]!))
        : unfit(value)
    case 'record': {
      const fields = object(value)
      return Object.fromEntries(shape[1].map(([name, type]) => [camel(name), fromJson(fields[name], type)]))
    }
    case 'flags': {
      const set = Array.isArray(value) ? value : unfit(value)
      if (set.some((name: unknown) => !shape[1].some((one) => one === name))) unfit(value)
      return Object.fromEntries(shape[1].map((name) => [camel(name), set.includes(name)]))
    }
    case 'enum':
      return shape[1].some((name) => name === value) ? value : unfit(value)
    case 'variant':
      return tagged(value, new Map(shape[1]))
    case 'result':
      return tagged(
        value,
        new Map([
          ['ok', shape[1]],
          ['err', shape[2]],
        ] as const),
      )
    case 'option':
      return option(value, shape[1])
    case 'own':
    case 'borrow':
    case 'other':
      return unfit(value)
  }
}

function primitive(value: unknown, shape: Extract<Shape, string>): unknown {
  const limits = LIMITS.get(shape)
  if (limits !== undefined) {
    if (!/^-?\d+$/.test(String(value))) return unfit(value)
    const integer = BigInt(String(value))
    if (integer < limits[0] || integer > limits[1]) return unfit(value)
    return shape.endsWith('64') ? integer : Number(integer)
  }
  if (shape === 'f32' || shape === 'f64') return typeof value === 'number' ? value : unfit(value)
  if (shape === 'bool') return typeof value === 'boolean' ? value : unfit(value)
  if (shape === 'char') return typeof value === 'string' && [...value].length === 1 ? value : unfit(value)
  return shape === 'string' && typeof value === 'string' ? value : unfit(value)
}

/** A case without a payload is its name, and any other an object with its name as the only key. */
function tagged(value: unknown, cases: ReadonlyMap<string, Shape | null>): unknown {
  const [tag, payload] = typeof value === 'string' ? [value, undefined] : (Object.entries(object(value))[0] ?? [''])
  const type = cases.get(tag)
  if (type === undefined || (type === null) !== (payload === undefined)) return unfit(value)
  return type === null ? { tag } : { tag, val: fromJson(payload, type) }
}

/** An option is its value or null. One of an option has its value in an array. */
function option(value: unknown, inner: Shape): unknown {
  const nested = inner[0] === 'option'
  if (value === null || value === undefined) return nested ? { tag: 'none' } : undefined
  if (!nested) return fromJson(value, inner)
  return { tag: 'some', val: fromJson(Array.isArray(value) ? value[0] : unfit(value), inner) }
}

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : unfit(value)

/** The name of a field or a function in JavaScript. */
export const camel = (name: string): string =>
  name.toLowerCase().replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** A text that `readValue` accepts. */
export function example(shape: Shape): string {
  const value = sample(shape, 0)
  return isText(shape) ? String(value) : JSON.stringify(value)
}

/** Types are shown to this depth. Those of a hostile component are exponentially large. */
const DEPTH = 4

function sample(shape: Shape, depth: number): unknown {
  if (typeof shape === 'string') return shape === 'bool' ? true : shape === 'string' ? 'text' : shape === 'char' ? 'x' : 1
  if (depth > DEPTH) return null
  const inside = (inner: Shape): unknown => sample(inner, depth + 1)
  const one = ([name, type]: readonly [string, Shape | null]): unknown => (type === null ? name : { [name]: inside(type) })
  switch (shape[0]) {
    case 'list':
      return [inside(shape[1])]
    case 'tuple':
      return shape[1].map(inside)
    case 'record':
      return Object.fromEntries(shape[1].map(([name, type]) => [name, inside(type)]))
    case 'flags':
      return shape[1].slice(0, 1)
    case 'enum':
      return shape[1][0]
    case 'variant':
      return one(shape[1][0] ?? ['', null])
    case 'result':
      return one(['ok', shape[1]])
    case 'option':
      return shape[1][0] === 'option' ? [inside(shape[1])] : inside(shape[1])
    case 'own':
    case 'borrow':
    case 'other':
      return null
  }
}
