import type { Primitive } from '../read/component/format.js'
import type { NumberType, Signature } from '../wasm/signature.js'
import type { Resource, Shape } from './shape.js'

// How values and functions look to core WebAssembly:
// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening
// Each type is flattened once, when it is defined, from the types that it refers to, so nothing here is recursive.

/** If there are more parameters or results than this, they go through memory. */
const MAX_FLAT_PARAMS = 16
const MAX_FLAT_RESULTS = 1
/** The number of core values at which flattening stops: one more than any function passes directly. */
const ENOUGH = MAX_FLAT_PARAMS + 1

/** The number of flags that share an i32. */
const FLAGS_PER_WORD = 32

/** A value type, with what matters to core WebAssembly and to our host. */
export interface ValueType {
  readonly is: 'value'
  /** What its values are to JavaScript. */
  readonly shape: Shape
  /** Its core values, or the first 17 if there are more. */
  readonly flat: readonly NumberType[]
  /** Whether values have parts in memory: strings and lists. */
  readonly inMemory: boolean
  /** Whether these include strings. */
  readonly text: boolean
  /** An imported resource whose handles are in values of this type, if there is one. */
  readonly imported: Resource | undefined
  /** Whether it is a `result` without a value on either side. */
  readonly bareResult: boolean
  /** The number of types, cases and labels in it, at all depths. Each occurrence counts, because glue writes it out. */
  readonly parts: number
}

export interface FuncType {
  readonly is: 'func'
  /** The core function that `canon lift` takes. */
  readonly lifted: Signature
  /** The core function that `canon lower` makes. */
  readonly lowered: Signature
  /** Whether parameters or results go through memory, as a whole or in parts. */
  readonly memory: boolean
  /** Whether memory must be allocated in the component: for parameters of a lifted function, or for results of a lowered one. */
  readonly realloc: { readonly lift: boolean; readonly lower: boolean }
  readonly text: boolean
  readonly imported: Resource | undefined
  /** Whether it is `func() -> result`. */
  readonly isRun: boolean
  readonly parts: number
  readonly params: readonly Param[]
  readonly result: Shape | undefined
}

interface Param {
  readonly name: string
  readonly shape: Shape
}

/** A value type before it has its shape. */
type Bare = Omit<ValueType, 'shape'>

const PLAIN = { is: 'value', inMemory: false, text: false, imported: undefined, bareResult: false, parts: 1 } as const

const simple = (...flat: NumberType[]): Bare => ({ ...PLAIN, flat })

const I32 = simple('i32')
const I64 = simple('i64')
/** A pointer and a length. */
const LIST: Bare = { ...PLAIN, flat: ['i32', 'i32'], inMemory: true }
const STRING: Bare = { ...LIST, text: true }
const F32 = simple('f32')
const F64 = simple('f64')

export function primitive(type: Primitive): ValueType {
  return { ...flatPrimitive(type), shape: type }
}

function flatPrimitive(type: Primitive): Bare {
  if (type === 'string') return STRING
  if (type === 's64' || type === 'u64') return I64
  if (type === 'f32') return F32
  return type === 'f64' ? F64 : I32
}

/** An own or a borrowed handle. */
export const handle = (resource: Resource, kind: 'own' | 'borrow'): ValueType => ({
  ...I32,
  imported: resource.interface === undefined ? undefined : resource,
  shape: [kind, resource],
})

/** A handle of a stream or a future. It is a number, too. */
export const asyncHandle = (element: ValueType | undefined): ValueType => ({
  ...I32,
  imported: element?.imported,
  shape: ['other', 'a stream or a future'],
})

/** Merges everything about `parts` except their core values. */
function merged(parts: Iterable<Bare>): Omit<Bare, 'flat'> {
  const found = { ...PLAIN, inMemory: false, text: false, imported: undefined as Resource | undefined, parts: 1 as number }
  for (const { inMemory, text, imported, parts: number } of parts) {
    found.parts += number
    found.inMemory ||= inMemory
    found.text ||= text
    found.imported ??= imported
  }
  return found
}

export const tuple = (parts: readonly ValueType[]): ValueType => ({
  ...inOrder(parts),
  shape: ['tuple', parts.map(({ shape }) => shape)],
})

export const record = (fields: readonly (readonly [name: string, type: ValueType])[]): ValueType => ({
  ...inOrder(fields.map(([, type]) => type)),
  shape: ['record', fields.map(([name, { shape }]) => [name, shape])],
})

/** Values that follow each other. */
function inOrder(parts: readonly ValueType[]): Bare {
  const flat: NumberType[] = []
  for (const part of parts) {
    if (flat.length >= ENOUGH) break
    for (const type of part.flat) flat.push(type)
  }
  return { ...merged(parts), flat: flat.slice(0, ENOUGH) }
}

export const fixedList = (element: ValueType, length: number): ValueType => ({
  ...element,
  bareResult: false,
  parts: 1 + element.parts * length,
  flat: inOrder(Array.from({ length: Math.min(length, ENOUGH) }, () => element)).flat,
  shape: ['other', 'a list of fixed length'],
})

export const list = (element: ValueType): ValueType => ({
  ...merged([LIST, element]),
  flat: LIST.flat,
  shape: ['list', element.shape],
})

export const map = (key: ValueType, value: ValueType): ValueType => ({
  ...merged([LIST, key, value]),
  flat: LIST.flat,
  shape: ['other', 'a map'],
})

export const flags = (names: readonly string[]): ValueType => ({
  ...simple(...Array.from({ length: Math.min(Math.ceil(names.length / FLAGS_PER_WORD), ENOUGH) }, () => 'i32' as const)),
  parts: 1 + names.length,
  shape: ['flags', names],
})

export const enumeration = (names: readonly string[]): ValueType => ({ ...I32, parts: 1 + names.length, shape: ['enum', names] })

/** A variant: the number of the case, followed by its payload. */
export const variant = (cases: readonly (readonly [name: string, payload: ValueType | undefined])[]): ValueType => ({
  ...alternatives(cases.map(([, payload]) => payload)),
  shape: ['variant', cases.map(([name, payload]) => [name, payload?.shape ?? null])],
})

export const option = (payload: ValueType): ValueType => ({
  ...alternatives([undefined, payload]),
  shape: ['option', payload.shape],
})

function alternatives(cases: readonly (ValueType | undefined)[]): Bare {
  const flat: NumberType[] = ['i32']
  const payloads = cases.filter((payload) => payload !== undefined)
  for (const payload of payloads) {
    payload.flat.slice(0, ENOUGH - 1).forEach((type, index) => {
      const before = flat[index + 1]
      flat[index + 1] = before === undefined ? type : join(before, type)
    })
  }
  const whole = merged(payloads)
  return { ...whole, flat, parts: whole.parts + cases.length }
}

export const result = (ok: ValueType | undefined, error: ValueType | undefined): ValueType => ({
  ...alternatives([ok, error]),
  bareResult: ok === undefined && error === undefined,
  shape: ['result', ok?.shape ?? null, error?.shape ?? null],
})

function join(a: NumberType, b: NumberType): NumberType {
  if (a === b) return a
  return (a === 'i32' && b === 'f32') || (a === 'f32' && b === 'i32') ? 'i32' : 'i64'
}

export function func(named: readonly (readonly [name: string, type: ValueType])[], out: ValueType | undefined): FuncType {
  const given = inOrder(named.map(([, type]) => type))
  const results = out?.flat ?? []
  const manyParams = given.flat.length > MAX_FLAT_PARAMS
  const manyResults = results.length > MAX_FLAT_RESULTS
  const flatParams: readonly NumberType[] = manyParams ? ['i32'] : given.flat
  const inMemory = given.inMemory || (out?.inMemory ?? false) || manyParams || manyResults
  return {
    is: 'func',
    lifted: { params: flatParams, results: manyResults ? ['i32'] : results },
    lowered: manyResults ? { params: [...flatParams, 'i32'], results: [] } : { params: flatParams, results },
    memory: inMemory,
    realloc: { lift: given.inMemory || manyParams, lower: out?.inMemory ?? false },
    text: given.text || (out?.text ?? false),
    imported: given.imported ?? out?.imported,
    isRun: named.length === 0 && (out?.bareResult ?? false),
    parts: given.parts + (out?.parts ?? 0),
    params: named.map(([name, { shape }]) => ({ name, shape })),
    result: out?.shape,
  }
}
