import type { Preview1Link } from '@unwasi/core'

import { CliError, UsageError } from '../errors.js'
import type { Call } from './call.js'

type Functions = Preview1Link['functions']
type ValType = Functions[number]['type']['params'][number]

/** Reads a call of a function of a core module, which takes and returns numbers. */
export function readModuleCall(text: string, operands: readonly string[], file: string, functions: Functions): Call {
  // A name may itself have parentheses, as those of C++ do.
  const isName = functions.some((one) => one.name === text)
  const [, name = '', list] = isName ? [text, text] : (/^([^]*?)(?:\(([^()]*)\))?$/.exec(text.trim()) ?? [])
  const found = functions.find((one) => one.name === name)
  if (found === undefined) throw unknown(name || text, file, functions)
  const inside = list?.trim()
  const values = inside === undefined ? operands : inside === '' ? [] : inside.split(',').map((value) => value.trim())
  const { params } = found.type
  if (values.length !== params.length)
    throw new UsageError(`--invoke: ${name} takes ${params.length} arguments (${params.join(', ')}), not ${values.length}`, 'run')
  return {
    path: [name],
    args: values.map((value, index) => read(value, params[index]!)),
    argv: inside === undefined ? [] : operands,
    shown,
    answer: () => undefined,
  }
}

function unknown(name: string, file: string, functions: Functions): CliError {
  const names = functions.map((one) => one.name)
  return new CliError(
    file,
    `it exports no function '${name}'`,
    names.length === 0 ? 'It exports no functions to call.' : `It exports ${names.slice(0, 20).join(', ')}.`,
    "Name an exported function, with its arguments: --invoke 'add(1, 2)'.",
  )
}

const INTEGER = /^[+-]?(?:\d+|0x[\da-f]+)$/i
const FLOAT = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf|nan)$/i

function read(text: string, type: ValType): number | bigint {
  if (type === 'i32' || type === 'i64') {
    const bits = type === 'i32' ? 32n : 64n
    const magnitude = INTEGER.test(text) ? BigInt(text.replace(/^[+-]/, '')) : undefined
    const value = magnitude !== undefined && text.startsWith('-') ? -magnitude : magnitude
    if (value !== undefined && value >= -(2n ** (bits - 1n)) && value < 2n ** bits) return type === 'i32' ? Number(value) : value
  } else if (FLOAT.test(text)) {
    return Number(text.toLowerCase().replace('inf', 'Infinity').replace('nan', 'NaN'))
  }
  throw new UsageError(`--invoke: '${text}' is not an ${type}`, 'run')
}

/** The results of a call, one a line. */
function shown(result: unknown): string {
  const values: unknown[] = result === undefined ? [] : Array.isArray(result) ? result : [result]
  return values.map((value) => `${String(value).replace('Infinity', 'inf')}\n`).join('')
}
