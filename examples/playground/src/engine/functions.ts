import type { Preview1Link } from '@unwasi/core'

import type { DescribedFunction } from './messages.js'
import type { GuestFunction } from './types.js'
import { camel, example, readValue } from './values.js'
import { writeValue } from './results.js'

type CoreFunction = Preview1Link['functions'][number]

/** A function, with what calls it. */
export interface Callable extends GuestFunction {
  /** The names that lead to it in an instance. */
  readonly path: readonly string[]
  /** Its arguments. Throws an error for people. */
  read(args: readonly string[]): unknown[]
  /** The text of its result. */
  written(value: unknown): string | undefined
  /** The text of an error that is its result. */
  answer(error: unknown): string | undefined
}

/** A function over numbers. */
export function coreFunction({ name, type: { params, results } }: CoreFunction): Callable {
  const result = results.length === 0 ? undefined : results.join(', ')
  return {
    name,
    signature: `(${params.join(', ')}) -> ${result ?? '()'}`,
    params: params.map((type, index) => ({ name: `p${index}`, type, example: '1' })),
    result,
    path: [name],
    read: (args) => counted(args, params).map((text, index) => number(text.trim(), params[index]!)),
    written: (value) => (value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map(String).join(', ')),
    answer: () => undefined,
  }
}

const INTEGER = /^-?(?:\d+|0x[\da-f]+)$/i

function number(text: string, type: string): number | bigint {
  if (type === 'f32' || type === 'f64') {
    const value = Number(text)
    if (text !== '' && (text === 'NaN' || !Number.isNaN(value))) return value
  } else if (INTEGER.test(text)) {
    const bits = type === 'i32' ? 32 : 64
    const magnitude = BigInt(text.replace('-', ''))
    const value = text.startsWith('-') ? -magnitude : magnitude
    if (value >= -(2n ** BigInt(bits - 1)) && value < 2n ** BigInt(bits)) return type === 'i32' ? Number(value) : value
  }
  throw new Error(`${type}: ${text === '' ? 'nothing' : text} is not such a number. A value that fits: 1`)
}

/** A function of a component, over typed values. */
export function typedFunction({ of, name, params, result, signature, types }: DescribedFunction): Callable {
  const isResult = result !== undefined && result[0] === 'result'
  return {
    name: of === undefined ? name : `${of}#${name}`,
    signature,
    params: params.map(({ name, shape }, index) => ({ name, type: types.params[index]!, example: example(shape) })),
    result: types.result,
    path: [...(of === undefined ? [] : [of]), camel(name)],
    read: (args) => counted(args, params).map((text, index) => readValue(text, params[index]!.shape, types.params[index]!)),
    written: (value) => result && writeValue(isResult ? { tag: 'ok', val: value } : value, result),
    answer: (error) =>
      isResult && error instanceof Error && 'payload' in error
        ? writeValue({ tag: 'err', val: error.payload }, result)
        : undefined,
  }
}

function counted(args: readonly string[], params: readonly unknown[]): readonly string[] {
  if (args.length === params.length) return args
  throw new Error(`It takes ${params.length} argument${params.length === 1 ? '' : 's'}, not ${args.length}.`)
}
