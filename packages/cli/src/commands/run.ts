import path from 'node:path'

import type { Asset } from '@unwasi/core'
import type { RunOptions, TraceCall } from '@unwasi/runtime'

import type { Arguments, CommandSpec } from '../arguments.js'
import { cacheFolder } from '../cache.js'
import { CliError, RunError, UsageError } from '../errors.js'
import { checkDirectory, readInput } from '../files.js'
import { named } from '../input.js'

export const spec: CommandSpec = {
  summary: 'Runs a WASI program with the standard input and output of this process, and exits with its code (134 on a trap).',
  operands: 'IN [ARG...]',
  notes: 'Everything after IN goes to the program. Without --dir and --env it sees no file and no variable.',
  options: {
    dir: {
      value: 'HOST[::GUEST]',
      help: 'let the program use the directory HOST, as GUEST (default: as spelled);\nmay be given several times',
    },
    env: { value: 'NAME[=VALUE]', help: 'set a variable, or pass on one of this process;\nmay be given several times' },
    trace: { help: 'report each WASI call on standard error' },
  },
  passThrough: true,
}

/** As a shell reports SIGABRT, and as wasmtime exits. */
const trapped = 134

export async function execute(args: Arguments): Promise<number> {
  const [file, ...guestArgs] = args.operands
  if (!file) throw new UsageError('no input file given', 'run')
  const options: RunOptions<'utf8'> = { stdin: 'inherit', stdout: 'inherit', stderr: 'inherit' }
  options.env = environment(args.all('env'))
  options.dirs = await directories(args.all('dir'))
  if (args.has('trace')) options.trace = trace
  const bytes = await readInput(file)
  const [{ classify, transpile }, { command, io, cli, clocks, random, filesystem, tracing, WasiTrapError }] = await Promise.all([
    import('@unwasi/core'),
    import('@unwasi/runtime'),
  ])
  const { kind } = classify(bytes)
  if (kind === 'library') throw noProgram(file)
  if (kind === 'component') throw noModule(file)
  const name = path.basename(file)
  const { assets } = await named(file, (absolute) => transpile(bytes, { file: absolute, name, cache: cacheFolder() }))
  const run = command({
    name,
    guest: contents(assets, 'guest'),
    template: contents(assets, 'template'),
    host: [io, cli, clocks, random, filesystem],
    trace: tracing,
  })
  try {
    const { exitCode } = await run(guestArgs, options)
    return exitCode
  } catch (error) {
    if (!(error instanceof WasiTrapError)) throw error instanceof Error ? new RunError(file, error) : error
    console.error(error.message)
    return trapped
  }
}

function noProgram(file: string): CliError {
  return new CliError(
    file,
    'this is a library, with nothing to run',
    'It has no _start function: its functions are called one by one, from JavaScript or by a component host.',
    'Import it (unwasi transpile), convert it (unwasi component), or build it as a program with a main function.',
  )
}

function noModule(file: string): CliError {
  return new CliError(
    file,
    'this is a component, and unwasi runs preview1 modules',
    'A component is for component hosts.',
    'Run it with one (`wasmtime run`), or build the program for preview1.',
  )
}

function contents(assets: readonly Asset[], role: Asset['role']): Uint8Array {
  const asset = assets.find((candidate) => candidate.role === role)
  if (asset === undefined) throw new Error(`core emitted no ${role}`)
  return asset.bytes
}

/** `NAME=VALUE` sets, `NAME` passes on; a name that is not set here stays unset, as in wasmtime. */
function environment(entries: readonly string[]): Record<string, string> {
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

async function directories(entries: readonly string[]): Promise<NonNullable<RunOptions['dirs']>> {
  const dirs = new Map<string, NonNullable<RunOptions['dirs']>[string]>()
  if (entries.length === 0) return {}
  const { hostDirectory } = await import('@unwasi/runtime/node')
  for (const entry of entries) {
    const at = entry.indexOf('::')
    const host = at === -1 ? entry : entry.slice(0, at)
    const guest = at === -1 ? entry : entry.slice(at + 2)
    if (host === '' || guest === '') throw new UsageError(`--dir '${entry}' is not HOST or HOST::GUEST`, 'run')
    if (dirs.has(guest)) throw new UsageError(`--dir: two directories for the guest path ${guest}`, 'run')
    await checkDirectory(host)
    dirs.set(guest, hostDirectory(host))
  }
  return Object.fromEntries(dirs)
}

function trace({ name, args, results, errno }: TraceCall): void {
  const fields = (values: Record<string, number | bigint | string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? JSON.stringify(value) : value}`)
      .join(', ')
  const outcome = [errno, fields(results)].filter((text) => text !== '')
  console.error(`${name}(${fields(args)}) = ${outcome.join(' ')}`)
}
