import { type Arguments, commandHelp, type CommandSpec, parseArguments, table } from './arguments.js'
import type { NamedProgram } from './deep-worker.js'
import { UsageError } from './errors.js'
import { writeStdout } from './files.js'

/** The module of a command. `spec` describes its arguments, and `execute` returns the exit code. */
export interface Command {
  spec: CommandSpec
  execute(args: Arguments): Promise<number>
}

// Commands are loaded on demand, because `go test -exec` starts `unwasi run` once for each test binary.
const commands: Record<string, { load: () => Promise<Command>; summary: string }> = {
  run: { load: () => import('./commands/run.js'), summary: 'run a WASI program' },
  component: { load: () => import('./commands/component.js'), summary: 'turn a WASI preview1 program into a portable component' },
  transpile: { load: () => import('./commands/transpile.js'), summary: 'turn a WASI program into a folder with an ES module' },
  inspect: { load: () => import('./commands/inspect.js'), summary: 'tell what a WebAssembly file is and what it needs' },
}

/**
 * Runs the command line. `argv` comes without Node and the script. Returns the exit code: 0, 1 for an error, 2 for bad usage, or
 * the guest's.
 */
export function main(argv: readonly string[]): Promise<number> {
  return reporting(async () => {
    const [name, ...rest] = argv
    if (name === undefined) throw new UsageError('no command given')
    if (name === 'help' && rest[0] !== undefined) return main([rest[0], '--help'])
    if (name === '--help' || name === '-h' || name === 'help') return print(overview())
    if (name === '--version' || name === '-V') return print(await version())
    if (!Object.hasOwn(commands, name)) throw new UsageError(unknown(name))
    const { spec, execute } = await commands[name]!.load()
    const args = parseArguments(name, spec, rest)
    return args.has('help') ? print(commandHelp(name, spec)) : execute(args)
  })
}

/** `unwasi run`, in the thread that it has started for `program`. */
export function runHere(argv: readonly string[], program: NamedProgram): Promise<number> {
  return reporting(async () => {
    const { spec, execute } = await import('./commands/run.js')
    return execute(parseArguments('run', spec, argv), program)
  })
}

async function reporting(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    // Colours depend on what standard output and error are, which takes Node some milliseconds to find out.
    const { reportFailure } = await import('./failure.js')
    return reportFailure(error)
  }
}

async function print(text: string): Promise<number> {
  await writeStdout(`${text}\n`)
  return 0
}

function overview(): string {
  return [
    'unwasi turns WASI programs into components and ES modules, and runs them.',
    '',
    'Usage: unwasi COMMAND [options] IN',
    '',
    'Commands:',
    ...table(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'show this help, or the help of a command: unwasi run --help'],
      ['-V, --version', 'show the version'],
    ]),
  ].join('\n')
}

/** The module is in a bundle in `dist/bundle`. */
async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}

function unknown(name: string): string {
  if (name.startsWith('-')) return `unknown option ${name}`
  return `unknown command '${name}'${name.endsWith('.wasm') ? `; to run the program: unwasi run ${name}` : ''}`
}
