import type { Shape } from '@unwasi/core'

import { camel, KEYWORDS } from './names.js'
import { isOption, type Option } from './read.js'

/** Returns a value of the type `shape` as wasmtime prints it. The value is in the form that the JavaScript of components has. */
export function written(value: unknown, shape: Shape): string {
  if (typeof shape === 'string') return primitive(value, shape)
  const list = (all: readonly string[]): string => all.join(', ')
  switch (shape[0]) {
    case 'list':
      return `[${list(Array.from(value as Iterable<unknown>, (one) => written(one, shape[1])))}]`
    case 'tuple':
      return `(${list((value as readonly unknown[]).map((one, index) => written(one, shape[1][index]!)))})`
    case 'record': {
      const fields = shape[1].flatMap(([name, type]) => {
        const own = (value as Record<string, unknown>)[camel(name)]
        return isOption(type) && isNone(own, type) ? [] : [`${name}: ${written(own, type)}`]
      })
      return fields.length === 0 ? '{:}' : `{${list(fields)}}`
    }
    case 'flags':
      return `{${list(shape[1].filter((name) => (value as Record<string, unknown>)[camel(name)]))}}`
    case 'enum':
      return label(value as string)
    case 'variant': {
      const { tag, val } = value as Tagged
      return withPayload(label(tag), val, new Map(shape[1]).get(tag) ?? null)
    }
    case 'option': {
      if (isNone(value, shape)) return 'none'
      return `some(${written(isOption(shape[1]) ? (value as Tagged).val : value, shape[1])})`
    }
    case 'result': {
      const { tag, val } = value as Tagged
      return withPayload(tag, val, tag === 'ok' ? shape[1] : shape[2])
    }
    case 'own':
    case 'borrow':
    case 'other':
      // Functions with such values can't be invoked.
      throw new Error(`WAVE has no ${shape[0]}`)
  }
}

interface Tagged {
  tag: string
  val?: unknown
}

const isNone = (value: unknown, shape: Option): boolean =>
  isOption(shape[1]) ? (value as Tagged).tag === 'none' : value === undefined

const withPayload = (name: string, value: unknown, shape: Shape | null): string =>
  shape === null ? name : `${name}(${written(value, shape)})`

const label = (name: string): string => (KEYWORDS.has(name) ? `%${name}` : name)

function primitive(value: unknown, shape: Extract<Shape, string>): string {
  switch (shape) {
    case 'string':
      return `"${escaped(value as string)}"`
    case 'char':
      return `'${escaped(value as string)}'`
    case 'f32':
    case 'f64':
      return float(value as number, shape === 'f32')
    default:
      return String(value)
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"', "'": "\\'", '\\': '\\\\' }

/** What Rust escapes when it prints a character: what is invisible, and what combines with the character before it. */
const ESCAPED = /["'\\]|[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Grapheme_Extend}/gu

const escaped = (text: string): string =>
  text.replaceAll(ESCAPED, (letter) => ESCAPES[letter] ?? `\\u{${letter.codePointAt(0)!.toString(16)}}`)

/** The shortest decimal number that stands for the float, without an exponent, as Rust prints it. */
function float(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0'
  return withoutExponent(single ? shortest(value) : String(value))
}

/** A JavaScript number has the precision of an f64, and so more digits than an f32 needs. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return text
  }
  return value.toPrecision(9)
}

/** `1.5e+3` → `1500` */
function withoutExponent(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? []
  const point = whole.length + Number(exponent)
  const digits = `${whole}${fraction}`
  const before = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const after = (point > 0 ? digits.slice(point) : digits.padStart(digits.length - point, '0')).replace(/0+$/, '')
  return `${sign}${before.replace(/^0+(?=\d)/, '')}${after === '' ? '' : `.${after}`}`
}
