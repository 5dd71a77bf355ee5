import { makeCancel, unlessEnded } from '../context/cancel.js'
import type { ResolvedOptions } from '../context/options.js'
import { RunContext, type CommandContext } from '../context/run-context.js'
import { Instance } from './instance.js'
import type { Program, ProgramSpec } from './program.js'

/**
 * Loads the program, and makes an instance that has not started yet. `argv` begins with the program's name. Callers of its functions
 * expect a result at once, unless there is a `command`, so nothing may suspend them.
 */
export const freshInstance = async (
  program: Program,
  spec: ProgramSpec,
  argv: readonly string[],
  resolved: ResolvedOptions,
  command?: CommandContext,
): Promise<{ instance: Instance; code: readonly WebAssembly.Module[] }> => {
  const cancel = makeCancel(spec.name, resolved)
  try {
    const code = await unlessEnded(program.load(), cancel)
    return { code, instance: new Instance(spec, new RunContext(argv, resolved, program.platform(), !!command, cancel, command)) }
  } catch (error) {
    cancel?.end()
    throw error
  }
}
