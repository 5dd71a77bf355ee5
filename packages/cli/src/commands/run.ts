import path from 'node:path'

import type { RunOptions } from '@unwasi/runtime'

import type { Arguments, CommandSpec } from '../arguments.js'
import { chooseStack, stackSize } from '../deep-stack.js'
import type { NamedProgram } from '../deep-worker.js'
import { UsageError } from '../errors.js'
import { maxMemory } from '../input.js'
import { inputNote, readProgram, toolchainsOption } from '../program-file.js'

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

/** @param given the program, in the thread that `unwasi run` has started for it */
export async function execute(args: Arguments, given?: NamedProgram): Promise<number> {
  const [file] = args.operands
  if (!file) throw new UsageError('no input file given', 'run')
  const options: RunOptions<'utf8'> = { stdin: 'inherit', stdout: 'inherit', stderr: 'inherit' }
  options.env = variables(args.all('env'))
  Object.assign(options, maxMemory('run', args))
  const maxHandles = count(args.one('max-handles'))
  if (maxHandles !== undefined) options.maxHandles = maxHandles
  const timeout = milliseconds(args.one('timeout'))
  if (timeout !== undefined) options.timeout = timeout
  const wanted = stackSize(args)
  const program = given ?? (await readNamed(file, args))
  const stackFor = (canSuspend: boolean) => chooseStack(program.bytes.length, wanted, canSuspend, given !== undefined)
  const inWorker = async (limit: number) =>
    (await import('../deep-worker.js')).runInWorker(file, { argv: args.argv, program }, limit)
  // A function that is called can't be suspended.
  const stack = stackFor(!args.has('invoke'))
  if (stack.on === 'new worker') return inWorker(stack.limit)
  // The thread that runs the program loads core and the runtime, and no other does.
  const { runProgram } = await import('../run-program.js')
  return runProgram(args, { ...program, options, stack, stackFor, inWorker })
}

/** The program, whose name is `argv[0]`. */
async function readNamed(file: string, args: Arguments): Promise<NamedProgram> {
  const { bytes, name, built } = await readProgram('run', file, args, false)
  return { bytes, name: built ? `${name}.wasm` : path.basename(file) }
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
