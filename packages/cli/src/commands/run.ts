import path from 'node:path'

import { describeProgram, type Program } from '@unwasi/core'
import { lines, quoted } from '@unwasi/core/text'
import { command, isRunError, type RunOptions, type TraceCall } from '@unwasi/runtime'

import type { Arguments, CommandSpec } from '../arguments.js'
import { cacheFolder } from '../cache.js'
import { chooseStack, onSeparateStack, overflow, type Stack, stackSize } from '../deep-stack.js'
import { directories } from '../directories.js'
import { CliError, RunError, UsageError } from '../errors.js'
import { writeStdout } from '../files.js'
import { importFiles } from '../imports.js'
import { maxMemory, named } from '../input.js'
import { inputNote, readProgram, toolchainsOption } from '../program-file.js'
import { specOf } from '../program-spec.js'
import type { NamedProgram } from '../deep-worker.js'
import { tell } from '../tell.js'

export const spec: CommandSpec = {
  summary:
    'Runs a WASI program with the standard input and output of this process, and exits with its code (124 after --timeout, 134 on a trap, 137 at a limit).',
  operands: 'IN [ARG...]',
  notes: `Everything after IN goes to the program. Without --dir and --env it sees no files and no variables.\n${inputNote}`,
  options: {
    dir: {
      value: 'HOST[::GUEST]',
      help: 'let the program use the directory HOST, under the name GUEST (default: HOST as given;\nif HOST begins with `.`, its absolute path, too); may be given several times',
    },
    env: { value: 'NAME[=VALUE]', help: 'set a variable, or pass on one of this process;\nmay be given several times' },
    import: {
      value: 'NAME=FILE',
      help: 'let the program import from NAME the functions that the JavaScript FILE exports;\nmay be given several times',
    },
    invoke: {
      value: "'NAME(ARG, ...)'",
      help: 'call this exported function instead of the program, and print its results;\nwithout parentheses its arguments follow IN; components take values as in wasmtime (WAVE)',
    },
    'max-memory': {
      value: 'SIZE',
      help: 'end the program when its memory exceeds SIZE: bytes, or 512K, 64M, 2G;\nchecked at each WASI call',
    },
    'max-handles': {
      value: 'N',
      help: 'how many descriptors, or resources of a component, it may have open at once\n(default: 10000)',
    },
    'stack-size': {
      value: 'SIZE',
      help: 'how large its stack may become, from 1M to 1G\n(default: 256M; about 1M for programs below 1 MB, which start faster)',
    },
    timeout: {
      value: 'SECONDS',
      help: 'end the program when it runs longer, such as 10 or 0.5:\nchecked as it calls WASI and while it waits',
    },
    toolchains: toolchainsOption,
    trace: { help: 'report each WASI call on standard error' },
  },
  passThrough: true,
}

/** The code of timeout(1). */
const late = 124
/** The code that a shell reports for SIGABRT, and that wasmtime uses for a trap. */
const trapped = 134
/** The code that a shell reports for SIGKILL, which the system sends to programs that take too much memory. */
const limited = 137

/** @param given the program, in the thread that `unwasi run` has started for it */
export async function execute(args: Arguments, given?: NamedProgram): Promise<number> {
  const [file, ...guestArgs] = args.operands
  if (!file) throw new UsageError('no input file given', 'run')
  const options: RunOptions<'utf8'> = { stdin: 'inherit', stdout: 'inherit', stderr: 'inherit' }
  options.env = variables(args.all('env'))
  options.dirs = await directories(args.all('dir'))
  if (args.has('trace')) options.trace = printCall
  Object.assign(options, maxMemory('run', args))
  const maxHandles = count(args.one('max-handles'))
  if (maxHandles !== undefined) options.maxHandles = maxHandles
  const timeout = milliseconds(args.one('timeout'))
  if (timeout !== undefined) options.timeout = timeout
  const wanted = stackSize(args)
  const { bytes, name } = given ?? (await readNamed(file, args))
  const stackFor = (canSuspend: boolean) => chooseStack(bytes.length, wanted, canSuspend, given !== undefined)
  const inWorker = async (limit: number) =>
    (await import('../deep-worker.js')).runInWorker(file, { argv: args.argv, program: { bytes, name } }, limit)
  // Neither a traced program nor a function that is called can be suspended.
  let stack: Stack = stackFor(!args.has('trace') && !args.has('invoke'))
  if (stack.on === 'new worker') return inWorker(stack.limit)
  const files = importFiles(args.all('import'))
  const program = await named(file, (absolute) =>
    describeProgram(bytes, { file: absolute, cache: cacheFolder(), imports: Object.fromEntries(files) }),
  )
  const invoked = args.one('invoke')
  const call = invoked === undefined ? undefined : (await import('../invoke/read.js')).readCall(invoked, guestArgs, file, program)
  if (call === undefined && !runs(program)) throw noProgram(file, program)
  if (program.link.by !== 'preview1' && args.has('trace')) throw untraceable(file)
  // JavaScript is between a component with glue and the host, so it can't be suspended either.
  if (program.link.by === 'glue') stack = stackFor(false)
  if (stack.on === 'new worker') return inWorker(stack.limit)
  let spec = await specOf(program, name, files, call !== undefined)
  if (stack.on === 'suspendable') spec = await onSeparateStack(spec, stack.limit)
  try {
    if (call !== undefined) {
      const { invoke } = await import('../invoke/run.js')
      await writeStdout(await invoke(program, spec, call, options))
      return 0
    }
    // A library with `_initialize` is run by that alone, as in wasmtime: Kotlin programs have their main function there.
    const { exitCode } = await command(spec)(guestArgs, options)
    if (program.kind === 'reactor' && program.link.by === 'preview1' && program.link.functions.length > 0)
      tell(`note: ${file} is a library, so only its _initialize ran. To call a function: --invoke 'NAME(ARG, ...)'`)
    return exitCode
  } catch (error) {
    // A function that is invoked may exit.
    if (isRunError(error) && 'exitCode' in error && typeof error.exitCode === 'number') return error.exitCode
    if (!isRunError(error) || !/^(TRAP|TIMEOUT|.*_LIMIT)$/.test(error.code)) throw new RunError(file, error)
    console.error(lines([error.message, ...overflow(error.cause, stack)].join('\n')))
    return error.code === 'TRAP' ? trapped : error.code === 'TIMEOUT' ? late : limited
  }
}

/** The program, whose name is `argv[0]`. */
async function readNamed(file: string, args: Arguments): Promise<NamedProgram> {
  const { bytes, name, built } = await readProgram('run', file, args, false)
  return { bytes, name: built ? `${name}.wasm` : path.basename(file) }
}

/** Whether it has anything to run: `_start` or, in a library, `_initialize`. */
const runs = ({ kind, link }: Program): boolean => kind === 'command' || (link.by === 'preview1' && link.initialize)

function noProgram(file: string, { link }: Program): CliError {
  const isComponent = link.by !== 'preview1'
  return new CliError(
    file,
    'this is a library, which has nothing to run',
    `It ${isComponent ? 'does not export `wasi:cli/run`' : 'has neither `_start` nor `_initialize`'}. JavaScript or a component host calls the functions of a library one by one.`,
    `${isComponent ? 'Import' : "Call a function with `--invoke 'NAME(ARG, ...)'`, import"} it into JavaScript (\`unwasi transpile\`)${isComponent ? '' : ', make it a component (`unwasi component`)'}, or build it as a program with a main function.`,
  )
}

function untraceable(file: string): CliError {
  return new CliError(
    file,
    "a component can't be traced",
    '`--trace` reports calls to WASI preview1, but a component calls WASI 0.2.',
    'Leave out `--trace`, or build the program for preview1 (Rust: `--target wasm32-wasip1`).',
  )
}

/** `NAME=VALUE` sets a variable, and `NAME` passes one on. A name that is not set here stays unset, as in wasmtime. */
function variables(entries: readonly string[]): Record<string, string> {
  const env = new Map<string, string>()
  for (const entry of entries) {
    const at = entry.indexOf('=')
    const name = at === -1 ? entry : entry.slice(0, at)
    if (name === '') throw new UsageError(`--env '${entry}' has no name`, 'run')
    const value = at === -1 ? process.env[name] : entry.slice(at + 1)
    if (value !== undefined) env.set(name, value)
  }
  return Object.fromEntries(env)
}

function count(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--max-handles '${text}' is not a whole number`, 'run')
  return Number(text)
}

function milliseconds(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined
  const value = /^\d*\.?\d+$/.test(seconds) ? Number(seconds) : 0
  if (value === 0) throw new UsageError(`--timeout '${seconds}' is not a number of seconds above 0, such as 10 or 0.5`, 'run')
  return value * 1000
}

function printCall({ name, args, results, errno }: TraceCall): void {
  const fields = (values: Record<string, number | bigint | string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? quoted(value) : value}`)
      .join(', ')
  const outcome = [errno, fields(results)].filter((text) => text !== '')
  console.error(`${name}(${fields(args)}) = ${outcome.join(' ')}`)
}
