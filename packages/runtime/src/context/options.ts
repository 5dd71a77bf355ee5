import { isBytes } from '../bytes.js'
import type { Directory, Tree } from '../directory/directory.js'
import { badOption } from '../errors/problem.js'
import { isStream } from '../stdio/stream-output.js'
import type { InstanceOptions } from '../instance-types.js'
import type { AbortSignalLike, Clock, RunOptions, Terminal } from '../types.js'

const defaults = {
  input: '',
  stdin: 'ignore',
  stdout: 'pipe',
  stderr: 'pipe',
  encoding: 'utf8',
  timeout: Infinity,
  maxOutput: 100_000_000,
  maxMemory: Infinity,
  maxHandles: 10_000,
} as const satisfies RunOptions

/** `RunOptions`, checked and with the defaults filled in. */
export interface ResolvedOptions
  extends
    Required<Pick<RunOptions, keyof typeof defaults>>,
    Pick<RunOptions, 'clock' | 'random' | 'imports' | 'trace' | 'signal' | 'terminal'> {
  env: readonly (readonly [name: string, value: string])[]
  dirs: Readonly<Record<string, Directory | Tree>>
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isFunction = (value: unknown) => typeof value === 'function'
/** Whether `stream` is free: one with another reader or writer is locked. */
const isFree = (stream: object) => !('locked' in stream && stream.locked)
const isOutput = (value: unknown) =>
  value === 'pipe' || value === 'inherit' || value === 'ignore' || isFunction(value) || (isStream(value) && isFree(value))
const isLimit = (value: unknown) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0)
const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0
const limits = 'a whole number of 0 or more, or Infinity'
const outputs = "'pipe', 'inherit', 'ignore', a function, Node's Writable, or a WritableStream that nothing else writes to"

const STDIN = "Pass data as option 'input', or use `run.spawn()`, which also takes 'pipe'."

/** For each option: its test, what it must be, and the remedy if it is not just to pass that. */
const shapes: Record<keyof RunOptions, readonly [(value: unknown) => boolean, expected: string, fix?: string]> = {
  env: [isRecord, 'an object of strings'],
  input: [isInput, 'a string, a Uint8Array, an iterable of them, or a ReadableStream that nothing else reads'],
  stdin: [(value) => value === 'inherit' || value === 'ignore', "'inherit' or 'ignore'", STDIN],
  stdout: [isOutput, outputs],
  stderr: [isOutput, outputs],
  terminal: [
    (value) => isObject(value) && isSize((value as Terminal).columns) && isSize((value as Terminal).rows),
    'an object with the whole numbers `columns` and `rows`, above 0',
  ],
  encoding: [(value) => value === 'utf8' || value === 'bytes', "'utf8' or 'bytes'"],
  dirs: [isRecord, 'an object of directories or trees, by guest path'],
  clock: [
    (value) => isObject(value) && isFunction((value as Clock).now) && isFunction((value as Clock).monotonic),
    'an object with now() and monotonic()',
  ],
  random: [isFunction, 'a function that fills a Uint8Array'],
  imports: [isRecord, 'an object'],
  trace: [isFunction, 'a function'],
  signal: [
    (value) =>
      isObject(value) &&
      'aborted' in value &&
      isFunction((value as AbortSignalLike).addEventListener) &&
      isFunction((value as AbortSignalLike).removeEventListener),
    'an AbortSignal',
  ],
  timeout: [(value) => typeof value === 'number' && value > 0, 'a number of milliseconds above 0'],
  maxOutput: [isLimit, limits],
  maxMemory: [isLimit, limits],
  maxHandles: [isLimit, limits],
}

/** Checks the tag, because a Map or a promise is also an object, and would be taken for an empty one. */
function isRecord(value: unknown): boolean {
  return /^\[object (Object|Module)\]$/.test(Object.prototype.toString.call(value))
}

function isInput(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    isBytes(value) ||
    (isObject(value) &&
      !ArrayBuffer.isView(value) &&
      isFree(value) &&
      [Symbol.iterator, Symbol.asyncIterator, 'getReader'].some((key) =>
        isFunction((value as Record<symbol | string, unknown>)[key]),
      ))
  )
}

/** Checks the arguments of a run. Throws a TypeError that names the wrong one and its value. */
export const resolveArgs = (
  args: unknown,
  fix = 'Pass arguments as the first parameter, and options as the second.',
): readonly string[] => {
  if (args === undefined) return []
  if (!Array.isArray(args)) throw badOption('args', args, 'an array of strings', fix)
  args.forEach((value, index) => checkString(`args[${index}]`, value))
  return args as string[]
}

/** Checks that the options of a run are an object. */
export const checkOptionsObject = (options: unknown): void => {
  if (!isRecord(options)) throw badOption('options', options, 'an object')
}

/** Checks one option of a run by itself. Throws a TypeError that names it and its value. */
export const checkOption = (name: string, value: unknown): void => {
  const shape = Object.hasOwn(shapes, name) && shapes[name as keyof RunOptions]
  if (!shape)
    throw badOption(
      `option '${name}'`,
      value,
      'left out: there is no such option',
      `Use one of ${Object.keys(shapes).join(', ')}.`,
    )
  if (value !== undefined && !shape[0](value)) throw badOption(`option '${name}'`, value, shape[1], shape[2])
}

/** Checks that standard input has one source. */
export const checkInput = (input: unknown, stdin: unknown): void => {
  if (input !== undefined && stdin !== undefined)
    throw badOption("option 'stdin'", stdin, "left out if option 'input' is passed", "Pass either 'input' or 'stdin'.")
}

/** Checks the options of a run. Throws a TypeError that names the wrong one and its value. */
export const resolveOptions = (options: unknown = {}): ResolvedOptions => {
  checkOptionsObject(options)
  // A copy, so that nothing is used that was not checked: a prototype's properties, or a getter's second answer.
  const given = { ...(options as RunOptions) }
  for (const [name, value] of Object.entries(given)) {
    checkOption(name, value)
    if (value === undefined) delete given[name as keyof RunOptions]
  }
  checkInput(given.input, given.stdin)
  if (isStream(given.stdout) && 'getWriter' in given.stdout && given.stdout === given.stderr)
    throw badOption(
      "option 'stderr'",
      given.stderr,
      'a different stream from stdout',
      'For both, pass a function that writes to the stream.',
    )
  const { terminal } = given
  const env = Object.entries({
    ...(terminal && { TERM: 'xterm-256color', COLUMNS: String(terminal.columns), LINES: String(terminal.rows) }),
    ...given.env,
  })
  for (const [name, value] of env) {
    checkString(`env[${JSON.stringify(name)}]`, value)
    if (name === '' || /[=\0]/.test(name)) throw badOption("name in option 'env'", name, "a non-empty string without '=' or NUL")
  }
  const byPath = new Map<string, Directory | Tree>()
  for (const [spelled, directory] of Object.entries(given.dirs ?? {})) {
    if (spelled === '' || spelled.includes('\0'))
      throw badOption("path in option 'dirs'", spelled, 'a non-empty string without NUL')
    if (!isRecord(directory)) throw badOption(`dirs[${JSON.stringify(spelled)}]`, directory, 'a directory or a tree')
    // Go finds nothing under a name that ends in a slash, and shells add one when they complete the name of a directory.
    const path = spelled.replace(/([^])\/+$/, '$1')
    if (byPath.has(path))
      throw badOption("path in option 'dirs'", spelled, "a path that no other entry has (trailing slashes don't count)")
    byPath.set(path, directory)
  }
  return { ...defaults, ...given, env, dirs: Object.fromEntries(byPath) }
}

/** Checks the options of an instance of a library, like `resolveOptions`, except `async`. */
export const resolveInstance = (
  options: unknown = {},
): { args: readonly string[]; async: unknown; resolved: ResolvedOptions } => {
  if (!isRecord(options)) throw badOption('options', options, 'an object', "Pass arguments as option 'args'.")
  const { args, async, ...others } = options as InstanceOptions & { async?: unknown }
  return {
    async,
    args: resolveArgs(args, "Pass an array as option 'args'."),
    resolved: resolveOptions({ stdout: 'inherit', stderr: 'inherit', ...others }),
  }
}

const checkString = (option: string, value: unknown): void => {
  if (typeof value !== 'string' || value.includes('\0')) throw badOption(option, value, 'a string without NUL')
}
