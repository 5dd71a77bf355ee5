import { parseArgs } from 'node:util'

import { UsageError } from './errors.js'

export interface Option {
  short?: string
  /** The name of the value in the help. An option without one is a switch. */
  value?: string
  help: string
}

/** One command as data. Both the parser and the help are made from it. */
export interface CommandSpec {
  summary: string
  /** The operands in the usage line, after the options. */
  operands: string
  /** Further lines of the help, ready to be printed. */
  notes?: string
  options: Record<string, Option>
  /** Everything from the first operand on belongs to the guest, options included. */
  passThrough?: boolean
}

export interface Arguments {
  /** What was parsed. */
  argv: readonly string[]
  operands: string[]
  /** Whether the switch was given. */
  has(name: string): boolean
  /** The values of an option, in order. */
  all(name: string): string[]
  /** The value of an option that may be given once. */
  one(name: string): string | undefined
}

const help: Option = { short: 'h', help: 'show this help' }

/** Parses what follows the command's name. Throws a `UsageError` for anything the command does not know. */
export function parseArguments(command: string, spec: CommandSpec, args: readonly string[]): Arguments {
  const options: Record<string, Option> = { ...spec.options, help }
  const { tokens } = parseArgs({
    args: [...args],
    // `strict` is off, because parseArgs would also look for options after the first operand, where they belong to the guest.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, { short, value }]) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) },
      ]),
    ),
  })
  const given = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option') {
      given.set(token.name, [...(given.get(token.name) ?? []), optionValue(command, options, token)])
    } else if (spec.passThrough) {
      operands.push(...args.slice(token.kind === 'option-terminator' ? token.index + 1 : token.index))
      break
    } else if (token.kind === 'positional') {
      operands.push(token.value)
    }
  }
  const all = (name: string) => given.get(name) ?? []
  return {
    argv: args,
    operands,
    has: (name) => given.has(name),
    all,
    one(name) {
      if (all(name).length > 1) throw new UsageError(`--${name} is given ${all(name).length} times`, command)
      return all(name)[0]
    },
  }
}

type OptionToken = Extract<NonNullable<ReturnType<typeof parseArgs>['tokens']>[number], { kind: 'option' }>

function optionValue(command: string, options: Record<string, Option>, token: OptionToken): string {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
  if (option === undefined) throw new UsageError(`unknown option ${token.rawName}`, command)
  if (option.value === undefined && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`, command)
  if (option.value !== undefined && !token.value) throw new UsageError(`${token.rawName} needs a value: ${option.value}`, command)
  return token.value ?? ''
}

/** The text of `unwasi COMMAND --help`. */
export function commandHelp(command: string, spec: CommandSpec): string {
  const rows = Object.entries({ ...spec.options, help }).map(([name, option]) => [
    `${option.short === undefined ? '    ' : `-${option.short}, `}--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.help,
  ])
  const usage = `Usage: unwasi ${command} [options] ${spec.operands}`
  return [spec.summary, '', usage, '', 'Options:', ...table(rows), ...(spec.notes === undefined ? [] : ['', spec.notes])].join(
    '\n',
  )
}

/** Rows of two columns, indented. Line breaks in the second column stay in it. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2
  return rows.map(([name = '', text = '']) => `  ${name.padEnd(width)}${text.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`)
}
