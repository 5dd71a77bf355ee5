import { describeProgram, type Program } from '@unwasi/core'
import { lines, quoted } from '@unwasi/core/text'
import { command, isRunError, type RunOptions, type TraceCall } from '@unwasi/runtime'

import type { Arguments } from './arguments.js'
import { cacheFolder } from './cache.js'
import { onSeparateStack, overflow, type Stack } from './deep-stack.js'
import { directories } from './directories.js'
import { CliError, RunError } from './errors.js'
import { writeStdout } from './files.js'
import { importFiles } from './imports.js'
import { named } from './input.js'
import { specOf } from './program-spec.js'
import { tell } from './tell.js'

/** The code of timeout(1). */
const late = 124
/** The code that a shell reports for SIGABRT, and that wasmtime uses for a trap. */
const trapped = 134
/** The code that a shell reports for SIGKILL, which the system sends to programs that take too much memory. */
const limited = 137

export interface Job {
  bytes: Uint8Array
  /** `argv[0]`. */
  name: string
  /** The options that need neither core nor the runtime. */
  options: RunOptions<'utf8'>
  stack: Stack
  /** Where the program has to run if it can be suspended, or can't. */
  stackFor(canSuspend: boolean): Stack
  /** Runs it in a thread whose stack has `limit` MB. */
  inWorker(limit: number): Promise<number>
}

/** Runs a program in this thread, unless it turns out to need another. Returns the exit code. */
export async function runProgram(args: Arguments, job: Job): Promise<number> {
  const { bytes, name, options, stackFor, inWorker } = job
  let { stack } = job
  const [file = '', ...guestArgs] = args.operands
  options.dirs = await directories(args.all('dir'))
  if (args.has('trace')) options.trace = printCall
  const files = importFiles(args.all('import'))
  const program = await named(file, (absolute) =>
    describeProgram(bytes, { file: absolute, cache: cacheFolder(), imports: Object.fromEntries(files) }),
  )
  const invoked = args.one('invoke')
  const call = invoked === undefined ? undefined : (await import('./invoke/read.js')).readCall(invoked, guestArgs, file, program)
  if (call === undefined && !runs(program)) throw noProgram(file, program)
  if (program.link.by !== 'preview1' && args.has('trace')) throw untraceable(file)
  // JavaScript is between a component with glue and the host, so it can't be suspended either.
  if (program.link.by === 'glue') stack = stackFor(false)
  if (stack.on === 'new worker') return inWorker(stack.limit)
  let spec = await specOf(program, name, files, call !== undefined)
  if (stack.on === 'suspendable') spec = await onSeparateStack(spec, stack.limit)
  try {
    if (call !== undefined) {
      const { invoke } = await import('./invoke/run.js')
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

function printCall({ name, args, results, errno }: TraceCall): void {
  const fields = (values: Record<string, number | bigint | string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? quoted(value) : value}`)
      .join(', ')
  const outcome = [errno, fields(results)].filter((text) => text !== '')
  console.error(`${name}(${fields(args)}) = ${outcome.join(' ')}`)
}
