import path from 'node:path'

import type { Host, Strip } from '@unwasi/core'

import type { Arguments, Option } from './arguments.js'
import { CliError, isReport, UsageError } from './errors.js'

/** The operand of a command that takes exactly one. */
export function oneInput(command: string, { operands: [file, ...others] }: Arguments): string {
  if (!file) throw new UsageError('no input file given', command)
  if (others.length > 0) throw new UsageError(`unexpected argument '${others[0]}'`, command)
  return file
}

/** Core wants the absolute path of its input, but people want to read the path that they typed. */
export async function named<T>(file: string, work: (absolute: string) => Promise<T>): Promise<T> {
  const absolute = path.resolve(file)
  try {
    return await work(absolute)
  } catch (error) {
    if (isReport(error) && error.file === absolute)
      throw new CliError(file, error.headline, error.why, error.fix, error, error.see)
    throw error
  }
}

export const stripOption: Option = {
  value: 'LEVEL',
  help: 'what to leave out of the program: none (default), debug (debug information),\nor all (function names too, so that traps show none)',
}

export const maxMemoryOption: Option = {
  value: 'SIZE',
  help: "write a maximum into the program's memory: bytes, or 512K, 64M, 2G\n(default: as it was built)",
}

export const compactOption: Option = {
  help: 'merge the data segments of Go programs: larger, but smaller when compressed for the web',
}

/** The value of `--max-memory` for core and the runtime. */
export function maxMemory(command: string, args: Arguments): { maxMemory?: number } {
  const bytes = size(command, args, 'max-memory')
  return bytes === undefined ? {} : { maxMemory: bytes }
}

/** The value of an option: bytes, or a number with a unit in powers of 1024. Undefined if the option was not given. */
export function size(command: string, args: Arguments, option: string): number | undefined {
  const value = args.one(option)
  if (value === undefined) return undefined
  const [, digits, unit = ''] = /^(\d+)([KMG]?)$/i.exec(value) ?? []
  const bytes = Number(digits) * 1024 ** ' KMG'.indexOf(unit.toUpperCase() || ' ')
  if (!Number.isSafeInteger(bytes) || bytes === 0)
    throw new UsageError(`--${option} '${value}' is not a size above 0, such as 65536, 512K, 64M or 2G`, command)
  return bytes
}

export const hostOption: Option = {
  value: 'WASI',
  help: 'the WASI that a preview1 program runs on: preview1 (default), or preview2, which runs it\nas the component that unwasi component writes',
}

export const hostChoice = (command: string, args: Arguments): Host => choice(command, args, 'host', ['preview1', 'preview2'])

export const stripLevel = (command: string, args: Arguments): Strip => choice(command, args, 'strip', ['none', 'debug', 'all'])

/** The value of an option that must be one of `choices`. The default is the first one. */
function choice<T extends string>(command: string, args: Arguments, option: string, choices: readonly [T, ...T[]]): T {
  const value = args.one(option) ?? choices[0]
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new UsageError(`--${option} is '${value}', not one of ${choices.join(', ')}`, command)
  return found
}
