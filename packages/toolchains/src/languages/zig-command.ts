import { findCommand } from '../find.js'
import type { Job } from '../language.js'
import type { Output } from '../process.js'

/** Runs zig. */
export type Zig = (args: readonly string[]) => Promise<Output | undefined>

/** The values of PATH with which Python was found to have zig. It takes a while to ask. */
const withZig = new Set<string>()

/** Finds zig: the command, or the package `ziglang` of Python. Undefined if neither is installed. */
export async function findZig({ options, source, run }: Job): Promise<Zig | undefined> {
  const invocation = { cwd: source.folder, env: options.env }
  if (findCommand('zig', options.env) !== undefined) return (args) => run('zig', args, invocation)
  const python = ['python3', 'python'].find((name) => findCommand(name, options.env) !== undefined)
  if (python === undefined) return undefined
  const key = options.env?.['PATH'] ?? process.env['PATH'] ?? ''
  if (!withZig.has(key)) {
    const answer = await run(python, ['-c', 'import ziglang'], invocation)
    if (answer?.code !== 0) return undefined
    withZig.add(key)
  }
  return (args) => run(python, ['-m', 'ziglang', ...args], invocation)
}
