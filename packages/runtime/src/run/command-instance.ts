import { resolveArgs, resolveInstance } from '../context/options.js'
import type { RunContext } from '../context/run-context.js'
import { badOption } from '../errors/problem.js'
import { isTrap } from '../errors/trap.js'
import { disposeKey, record, type Exports } from '../exports.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { CommandInstance, CommandOptions, RunInstances } from '../instance-types.js'
import { exportsOf } from './instance-exports.js'
import { memoryOf, type GuestInstance } from '../guest/instance.js'
import { freshInstance } from './fresh-instance.js'
import type { Instance } from './instance.js'
import { instantiate } from './instantiate.js'
import type { Program, ProgramSpec } from './program.js'

/** Adds `run.instantiate` to a command, whose further exports belong to the instances that it makes. */
export const instances = (program: Program, spec: ProgramSpec): RunInstances<Exports> => ({
  async instantiate(args?: readonly string[], options?: CommandOptions): Promise<CommandInstance<Exports>> {
    const argv = [spec.name, ...resolveArgs(args)]
    const { start = true, ...others } = options ?? {}
    if (typeof start !== 'boolean') throw badOption("option 'start'", start, 'true or false')
    if ('args' in others) throw badOption("option 'args'", others.args, 'left out', 'Pass arguments as the first parameter.')
    const { resolved } = resolveInstance(others)
    refuseStreams(resolved, 'run.instantiate()')
    const { instance, code } = await freshInstance(program, spec, argv, resolved)
    const { context } = instance
    let exited = false
    const made = await instance.start(async () => {
      const guest = await keep(spec, instance, code)
      if (start) exited = begin(guest, context)
      return guest
    })
    const exitCode = start ? (context.exitCode ?? 0) : undefined
    // After success the functions stay callable, and a later exit has to be noticed. The host refuses a component that has exited.
    if (exitCode || (exited && spec.component)) instance.dispose(`It exited with code ${exitCode}.`)
    else context.exitCode = undefined
    return Object.freeze({
      exitCode,
      exports: Object.freeze(record(exportsOf(made, spec.start, instance.enter).filter(([name]) => name !== '_start'))),
      memory: memoryOf(made.exports),
      [disposeKey()]: () => instance.dispose(),
    }) as unknown as CommandInstance<Exports>
  },
})

/** Makes an instance that has not run. */
const keep = (spec: ProgramSpec, { context, enter }: Instance, code: readonly WebAssembly.Module[]) => {
  const { keep: link } = spec.kept ?? spec.component ?? {}
  const component = link && { ...spec.component!, instantiate: link }
  return instantiate(component ? { ...spec, component } : spec, context, code, true, enter, ['_initialize'])
}

/** Runs the main function, and returns whether it has exited. The trap with which it is left then is not an error. */
const begin = ({ exports: { _start }, begin: component }: GuestInstance, context: RunContext): boolean => {
  try {
    if (component) context.exitCode ??= component()
    else (_start as () => void)()
    return false
  } catch (error) {
    if (context.failure || context.exitCode === undefined || !isTrap(error)) throw error
    return true
  }
}
