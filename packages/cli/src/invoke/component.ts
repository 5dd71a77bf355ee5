import { hasTextForm, type ComponentFunction } from '@unwasi/core'

import { CliError, UsageError } from '../errors.js'
import { camel } from '../wave/names.js'
import { isOption, none, readValue, splitValues } from '../wave/read.js'
import { tokens, WaveError, type Token } from '../wave/tokens.js'
import { written } from '../wave/write.js'
import type { Call } from './call.js'

/** The most functions that a message lists. */
const MOST = 30

/** Reads a call of a function of a component. Values are in WAVE, as in wasmtime. */
export function readComponentCall(
  text: string,
  operands: readonly string[],
  file: string,
  functions: readonly ComponentFunction[],
): Call {
  const [, name = '', inside] = /^([^(]*)(\([^]*)?$/.exec(text.trim()) ?? []
  const found = find(name.trim(), file, functions)
  const label = fullName(found)
  const values = explained(label, () => (inside === undefined ? operands.map((value) => tokens(value)) : splitValues(inside)))
  const answer = found.result
  const isResult = answer !== undefined && answer[0] === 'result'
  const line = (value: unknown): string => `${answer === undefined ? '()' : written(value, answer)}\n`
  return {
    path: [...(found.of === undefined ? [] : [found.of]), camel(found.name)],
    args: read(values, label, found),
    argv: inside === undefined ? [] : operands,
    shown: (value) => line(isResult ? { tag: 'ok', val: value } : value),
    answer: (error) =>
      isResult && error instanceof Error && Object.hasOwn(error, 'payload')
        ? line({ tag: 'err', val: (error as { payload?: unknown }).payload })
        : undefined,
  }
}

function read(values: readonly Token[][], label: string, { params, signature }: ComponentFunction): unknown[] {
  // Options at the end may be left out.
  const needed = params.findLastIndex(({ shape }) => !isOption(shape)) + 1
  if (values.length < needed || values.length > params.length) {
    const count = `${params.length} argument${params.length === 1 ? '' : 's'}`
    throw new UsageError(`--invoke: ${label} takes ${count}, not ${values.length}: ${signature}`, 'run')
  }
  return params.map(({ name, shape }, index) =>
    explained(`the parameter '${name}' of ${label}`, () =>
      index < values.length ? readValue(values[index]!, shape) : none(shape),
    ),
  )
}

/** Returns what `work` does. An error in the user's values names `where` they are. */
function explained<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof WaveError ? new UsageError(`--invoke: ${where}: ${error.message}`, 'run') : error
  }
}

/** Finds a function by its name, or `interface#name`, where the interface may lack its version and its package. */
function find(name: string, file: string, functions: readonly ComponentFunction[]): ComponentFunction {
  const [, of, own] = /^(?:(.*)#)?([^#]*)$/.exec(name) ?? []
  const callable = functions.filter((one) => hasTextForm(one))
  const named = (all: readonly ComponentFunction[]) =>
    all.filter((one) => one.name === own && (of === undefined || names(one).includes(of)))
  const matches = named(callable)
  const [found] = matches
  if (found === undefined)
    throw named(functions).length > 0 ? unwritable(name, file, named(functions)) : unknown(name, file, callable)
  if (matches.length > 1) {
    throw new CliError(
      file,
      `several of its interfaces export a function '${name}'`,
      listed('They are:', matches),
      `Name the interface: --invoke '${fullName(found)}(…)'.`,
    )
  }
  return found
}

/** `acme:text/words@1.0.0` → that, `acme:text/words` and `words` */
function names({ of }: ComponentFunction): string[] {
  if (of === undefined) return []
  const bare = of.replace(/@.*/, '')
  return [of, bare, bare.replace(/^.*\//, '')]
}

const fullName = ({ of, name }: ComponentFunction): string => (of === undefined ? name : `${of}#${name}`)

const listed = (title: string, functions: readonly ComponentFunction[]): string =>
  [
    title,
    ...functions.slice(0, MOST).map((one) => `    ${fullName(one)}: ${one.signature}`),
    ...(functions.length > MOST ? [`    and ${functions.length - MOST} more`] : []),
  ].join('\n')

function unknown(name: string, file: string, functions: readonly ComponentFunction[]): CliError {
  const none = functions.length === 0
  return new CliError(
    file,
    `it exports no function '${name}'`,
    none ? 'It exports no functions that only take and return values.' : listed('It exports:', functions),
    none
      ? 'Leave out `--invoke` to run a program. To call methods of resources, import the component into JavaScript (`unwasi transpile`).'
      : "Name an exported function, with its arguments: --invoke 'add(1, 2)'.",
  )
}

const unwritable = (name: string, file: string, functions: readonly ComponentFunction[]): CliError =>
  new CliError(
    file,
    `'${name}' can't be called from the command line`,
    listed('It takes or returns a resource, which has no text form:', functions),
    'Import the component into JavaScript (`unwasi transpile`), where resources are objects.',
  )
