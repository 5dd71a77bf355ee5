import { makeCancel, unlessEnded } from '../context/cancel.js'
import type { ResolvedOptions } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { Instance } from './instance.js'
import type { Program, ProgramSpec } from './program.js'

/** Loads the program, and makes an instance that has not started yet. `argv` begins with the program's name. */
export const freshInstance = async (
  program: Program,
  spec: ProgramSpec,
  argv: readonly string[],
  resolved: ResolvedOptions,
): Promise<{ instance: Instance; code: readonly WebAssembly.Module[] }> => {
  const cancel = makeCancel(spec.name, resolved)
  try {
    const code = await unlessEnded(program.load(), cancel)
    // Callers of its functions expect a result at once, so nothing may suspend them.
    return { code, instance: new Instance(spec, new RunContext(argv, resolved, program.platform(), false, cancel)) }
  } catch (error) {
    cancel?.end()
    throw error
  }
}
