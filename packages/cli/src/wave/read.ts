import { witType, type Shape } from '@unwasi/core'

import { Cursor } from './cursor.js'
import { camel, INTEGERS } from './names.js'
import { shortened, tokens, WaveError, unquoted, type Token } from './tokens.js'

type Compound<Is extends string> = Extract<Shape, readonly [Is, ...unknown[]]>
/** Lists have the same form. */
export type Option = Extract<Shape, readonly ['list' | 'option', unknown]>

/** Reads one value of the type `shape`, in the form that the JavaScript of components has. */
export function readValue(found: readonly Token[], shape: Shape): unknown {
  const cursor = new Cursor(found)
  const read = value(cursor, shape)
  cursor.expectEnd()
  return read
}

/** Splits values in parentheses, `(1, "a")`, into those of each. */
export function splitValues(source: string): Token[][] {
  const [open, ...rest] = tokens(source)
  if (open?.text !== '(') throw new WaveError(`\`${shortened(source)}\` does not begin with a parenthesis`)
  const values: Token[][] = [[]]
  let depth = 1
  for (const [index, token] of rest.entries()) {
    if (/^[([{]$/.test(token.text)) depth++
    if (/^[)\]}]$/.test(token.text)) depth--
    if (depth === 0) {
      const { is, text } = rest[index + 1]!
      if (is !== 'end') throw new WaveError(`\`${shortened(text)}\` follows the last parenthesis`)
      // A comma may follow the last value.
      return values.at(-1)!.length === 0 ? values.slice(0, -1) : values
    }
    if (depth === 1 && token.text === ',') values.push([])
    else values.at(-1)!.push(token)
  }
  throw new WaveError('the last parenthesis is missing')
}

function value(from: Cursor, shape: Shape): unknown {
  if (typeof shape === 'string') return primitive(from, shape)
  switch (shape[0]) {
    case 'list':
      open('[', from, shape)
      return from.members(']', 'a list', () => value(from, shape[1]))
    case 'tuple':
      return tuple(from, shape)
    case 'record':
      return record(from, shape)
    case 'flags': {
      open('{', from, shape)
      const set = new Set(from.members('}', 'a set of flags', () => label(from, shape, shape[1])))
      return Object.fromEntries(shape[1].map((name) => [camel(name), set.has(name)]))
    }
    case 'enum':
      return label(from, shape, shape[1])
    case 'variant': {
      const cases = new Map(shape[1])
      const tag = label(from, shape, [...cases.keys()])
      return tagged(tag, payload(from, tag, cases.get(tag) ?? null))
    }
    case 'option':
      return option(from, shape)
    case 'result':
      return result(from, shape)
    case 'own':
    case 'borrow':
    case 'other':
      return from.unfit(shape)
  }
}

function open(mark: string, from: Cursor, shape: Shape): void {
  if (!from.skip(mark)) from.unfit(shape)
}

function primitive(from: Cursor, shape: Extract<Shape, string>): unknown {
  const found = plain(from.next, shape)
  if (found === undefined) return from.unfit(shape)
  from.take()
  return found
}

function plain(token: Token, shape: Extract<Shape, string>): unknown {
  const { is, text } = token
  const limits = INTEGERS.get(shape)
  if (limits !== undefined) {
    if (is !== 'number' || !/^-?\d+$/.test(text)) return undefined
    const integer = BigInt(text)
    if (integer < limits[0] || integer > limits[1]) return undefined
    return shape.endsWith('64') ? integer : Number(integer)
  }
  switch (shape) {
    case 'f32':
    case 'f64': {
      if (is !== 'number' && text !== 'inf' && text !== 'nan') return undefined
      const number = Number(text.replace('inf', 'Infinity'))
      return shape === 'f32' ? Math.fround(number) : number
    }
    case 'bool':
      return text === 'true' || text === 'false' ? text === 'true' : undefined
    default:
      return is === shape ? unquoted(token) : undefined
  }
}

function tuple(from: Cursor, shape: Compound<'tuple'>): unknown[] {
  open('(', from, shape)
  const types = shape[1]
  const values = from.members(')', 'a tuple', (index) => {
    const type = types[index]
    if (type === undefined) throw new WaveError(`a tuple has more values than ${witType(shape)}`)
    return value(from, type)
  })
  if (values.length < types.length) throw new WaveError(`a tuple has fewer values than ${witType(shape)}`)
  return values
}

/** Reads one of `names`. */
function label(from: Cursor, shape: Shape, names: readonly string[]): string {
  const { is, text } = from.next
  const name = is === 'label' ? names.find((one) => one === text.replace(/^%/, '')) : undefined
  if (name === undefined) return from.unfit(shape)
  from.take()
  return name
}

function record(from: Cursor, shape: Compound<'record'>): unknown {
  const types = new Map(shape[1])
  const values = new Map<string, unknown>()
  open('{', from, shape)
  // `{:}` is a record in which no field is given.
  if (from.skip(':')) from.expect('}', 'a record')
  else
    from.members('}', 'a record', () => {
      const name = label(from, shape, [...types.keys()])
      if (values.has(name)) throw new WaveError(`a record has the field \`${name}\` twice`)
      from.expect(':', `the field \`${name}\``)
      values.set(name, value(from, types.get(name)!))
    })
  return Object.fromEntries(
    [...types].map(([name, type]) => {
      if (values.has(name)) return [camel(name), values.get(name)]
      if (!isOption(type)) throw new WaveError(`a record lacks the field \`${name}\` of ${witType(shape)}`)
      return [camel(name), none(type)]
    }),
  )
}

/** Reads what follows the name of a case in parentheses, if the case has a payload. */
function payload(from: Cursor, name: string, shape: Shape | null): unknown {
  if (shape === null) return undefined
  from.expect('(', `\`${name}\``)
  const found = value(from, shape)
  from.expect(')', `\`${name}\``)
  return found
}

function option(from: Cursor, shape: Option): unknown {
  const { text } = from.next
  if (text !== 'some' && text !== 'none') return unnamed(from, shape, shape[1])
  from.take()
  if (text === 'none') return none(shape)
  const found = payload(from, text, shape[1])
  return isOption(shape[1]) ? tagged(text, found) : found
}

function result(from: Cursor, shape: Compound<'result'>): unknown {
  const { text } = from.next
  if (text !== 'ok' && text !== 'err') return tagged('ok', unnamed(from, shape, shape[1]))
  from.take()
  return tagged(text, payload(from, text, text === 'ok' ? shape[1] : shape[2]))
}

/** Reads the payload of `some` or `ok` without that name, which is allowed unless its own values have such names. */
function unnamed(from: Cursor, shape: Shape, type: Shape | null): unknown {
  return type === null || isOption(type) || type[0] === 'result' ? from.unfit(shape) : value(from, type)
}

const tagged = (tag: string, val: unknown): unknown => (val === undefined ? { tag } : { tag, val })

export const isOption = (shape: Shape): shape is Option => shape[0] === 'option'

/** An option is its value or undefined, unless its value is an option. */
export const none = (shape: Shape): unknown => (isOption(shape) && isOption(shape[1]) ? { tag: 'none' } : undefined)
