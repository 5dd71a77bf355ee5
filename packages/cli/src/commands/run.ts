import path from 'node:path'
import { compileFunction } from 'node:vm'

import { describeProgram, type Program } from '@unwasi/core'
import { lines, quoted } from '@unwasi/core/text'
import * as runtime from '@unwasi/runtime'
import type { Directory, Glue, RunOptions, TraceCall } from '@unwasi/runtime'

import type { Arguments, CommandSpec } from '../arguments.js'
import { cacheFolder } from '../cache.js'
import { CliError, RunError, UsageError } from '../errors.js'
import { checkDirectory, readInput, writeStdout } from '../files.js'
import { importFiles, linkImports, loadInterfaces } from '../imports.js'
import { readCall, shown, type Call } from '../invoke.js'
import { tell } from '../tell.js'
import { maxMemory, named } from '../input.js'

const { command, frames, instances, isRunError, reactor, tracing, ...parts } = runtime

export const spec: CommandSpec = {
  summary:
    'Runs a WASI program with the standard input and output of this process, and exits with its code (124 after --timeout, 134 on a trap, 137 at a limit).',
  operands: 'IN [ARG...]',
  notes: 'Everything after IN goes to the program. Without --dir and --env it sees no files and no variables.',
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
      help: 'call this exported function over numbers instead of the program, and print its results;\nwithout parentheses its arguments follow IN',
    },
    'max-memory': {
      value: 'SIZE',
      help: 'end the program when its memory exceeds SIZE: bytes, or 512K, 64M, 2G;\nchecked at each WASI call',
    },
    'max-handles': {
      value: 'N',
      help: 'how many descriptors, or resources of a component, it may have open at once\n(default: 10000)',
    },
    timeout: {
      value: 'SECONDS',
      help: 'end the program when it runs longer, such as 10 or 0.5:\nchecked as it calls WASI and while it waits',
    },
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

export async function execute(args: Arguments): Promise<number> {
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
  const bytes = await readInput(file)
  const files = importFiles(args.all('import'))
  const program = await named(file, (absolute) =>
    describeProgram(bytes, { file: absolute, cache: cacheFolder(), imports: Object.fromEntries(files) }),
  )
  const invoked = args.one('invoke')
  const call = invoked === undefined ? undefined : readCall(invoked, guestArgs, file, program)
  if (call === undefined && !runs(program)) throw noProgram(file, program)
  if (program.link.by !== 'preview1' && args.has('trace')) throw untraceable(file)
  const spec = await specOf(program, path.basename(file), files)
  try {
    if (call !== undefined) {
      await writeStdout(shown(await invoke(program, spec, call, options)))
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
    if (!isRunError(error) || !/^(TRAP|TIMEOUT|.*_LIMIT)$/.test(error.code))
      throw error instanceof Error ? new RunError(file, error) : error
    console.error(lines(error.message))
    return error.code === 'TRAP' ? trapped : error.code === 'TIMEOUT' ? late : limited
  }
}

/** Whether it has anything to run: `_start` or, in a library, `_initialize`. */
const runs = ({ kind, link }: Program): boolean => kind === 'command' || (link.by === 'preview1' && link.initialize)

/** Calls a function in a fresh instance, in which `_start` does not run. */
async function invoke(
  { kind }: Program,
  spec: runtime.ProgramSpec,
  { name, args, argv }: Call,
  options: RunOptions<'utf8'>,
): Promise<unknown> {
  type Exports = Record<string, (...args: readonly (number | bigint)[]) => unknown>
  const exports =
    kind === 'reactor'
      ? (await reactor(spec)({ ...options, args: argv }))[runtime.unwasi.exports]
      : (await (command(spec) as runtime.Run & runtime.RunInstances<Exports>).instantiate(argv, { ...options, start: false }))
          .exports
  return (exports as Exports)[name]!(...args)
}

/** What a module that core emits passes to the runtime. */
async function specOf(
  { format, guest, named, needs, link }: Program,
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<runtime.ProgramSpec> {
  const spec = {
    format,
    name,
    guest: guest.bytes as Uint8Array<ArrayBuffer>,
    ...(named && { frames }),
    ...(needs !== undefined && { needs }),
  }
  switch (link.by) {
    case 'preview1': {
      const host = link.parts.map((part) => parts[part])
      const { start } = link
      const imports = link.imports.length > 0 && (await linkImports(runtime, link.imports, files))
      return { ...spec, host, trace: tracing, ...(imports && { imports }), ...(start !== undefined && { start }), instances }
    }
    case 'plan': {
      // The WASI 0.2 host is as large as the other, so it is loaded on demand.
      const { component } = await import('@unwasi/runtime')
      return { ...spec, component: component(link.plan, await componentHost(link, files)) }
    }
    case 'glue': {
      const { typed } = await import('@unwasi/runtime')
      const { componentGlue } = await import('@unwasi/core')
      const { code, modules } = await componentGlue(guest.bytes, { cache: cacheFolder() })
      const glue = compileFunction(`'use strict'\n${code}\nreturn instantiate`)() as Glue
      return { ...spec, component: typed(modules, glue, link.drops, await componentHost(link, files), link.run) }
    }
  }
}

/** The parts of the WASI 0.2 host for a component, and the interfaces that `files` give it. */
async function componentHost(
  { parts: names, given }: Pick<Exclude<Program['link'], { by: 'preview1' }>, 'parts' | 'given'>,
  files: ReadonlyMap<string, string>,
) {
  const { interfaces, ...hostParts } = await import('@unwasi/runtime')
  const host = names.map((part) => hostParts[part])
  const needed = given.interfaces
  if (needed.length > 0) host.push(interfaces(needed, await loadInterfaces(needed, files)))
  return host
}

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

async function directories(entries: readonly string[]): Promise<NonNullable<RunOptions['dirs']>> {
  const dirs = new Map<string, Directory>()
  if (entries.length === 0) return {}
  const { hostDirectory } = await import('@unwasi/runtime/node')
  const absolute = new Map<string, Directory>()
  for (const entry of entries) {
    const at = entry.indexOf('::')
    const host = at === -1 ? entry : entry.slice(0, at)
    const guest = at === -1 ? entry : entry.slice(at + 2)
    if (host === '' || guest === '') throw new UsageError(`--dir '${entry}' is not HOST or HOST::GUEST`, 'run')
    if (dirs.has(guest)) throw new UsageError(`--dir: two directories for the guest path ${guest}`, 'run')
    await checkDirectory(host)
    const directory = hostDirectory(host)
    dirs.set(guest, directory)
    if (at === -1 && /^\.\.?(?:[/\\]|$)/.test(host)) absolute.set(path.resolve(host), directory)
  }
  // Go's libraries join the first name with each relative path, remove the dots, and then find no directory with that name. So a name
  // with dots is preceded by the absolute path, as if the program had been started there.
  const given = new Set([...dirs.keys()].map(withoutSlashes))
  return Object.fromEntries([...[...absolute].filter(([name]) => !given.has(withoutSlashes(name))), ...dirs])
}

/** Slashes at the end of a name do not count. */
const withoutSlashes = (name: string): string => name.replace(/\/+$/, '')

function printCall({ name, args, results, errno }: TraceCall): void {
  const fields = (values: Record<string, number | bigint | string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? quoted(value) : value}`)
      .join(', ')
  const outcome = [errno, fields(results)].filter((text) => text !== '')
  console.error(`${name}(${fields(args)}) = ${outcome.join(' ')}`)
}
