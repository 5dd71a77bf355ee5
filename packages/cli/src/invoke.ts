import type { Program } from '@unwasi/core'

import { CliError, UsageError } from './errors.js'

/** A call on the command line. */
export interface Call {
  name: string
  args: (number | bigint)[]
  /** The arguments that the program gets. */
  argv: readonly string[]
}

type Functions = Extract<Program['link'], { by: 'preview1' }>['functions']
type ValType = Functions[number]['type']['params'][number]

/**
 * Reads the value of `--invoke`: `add(1, 2)`, or `add` if the arguments of the function are those after the file.
 * @param operands what follows the file
 */
export function readCall(text: string, operands: readonly string[], file: string, { link }: Program): Call {
  if (link.by !== 'preview1') {
    throw new CliError(
      file,
      'its functions are out of reach for `--invoke`',
      '`--invoke` calls functions over numbers, and this is a component.',
      'Import it into JavaScript (`unwasi transpile`), or use the preview1 module that it was made from.',
    )
  }
  // A name may itself have parentheses, as those of C++ do.
  const isName = link.functions.some((one) => one.name === text)
  const [, name = '', list] = isName ? [text, text] : (/^([^]*?)(?:\(([^()]*)\))?$/.exec(text.trim()) ?? [])
  const found = link.functions.find((one) => one.name === name)
  if (found === undefined) throw unknown(name || text, file, link.functions)
  const inside = list?.trim()
  const values = inside === undefined ? operands : inside === '' ? [] : inside.split(',').map((value) => value.trim())
  const { params } = found.type
  if (values.length !== params.length)
    throw new UsageError(`--invoke: ${name} takes ${params.length} arguments (${params.join(', ')}), not ${values.length}`, 'run')
  return {
    name,
    args: values.map((value, index) => read(value, params[index]!)),
    argv: inside === undefined ? [] : operands,
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
export function shown(result: unknown): string {
  const values: unknown[] = result === undefined ? [] : Array.isArray(result) ? result : [result]
  return values.map((value) => `${String(value).replace('Infinity', 'inf')}\n`).join('')
}
