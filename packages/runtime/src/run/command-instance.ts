import { resolveArgs, resolveInstance } from '../context/options.js'
import type { RunContext } from '../context/run-context.js'
import { badOption } from '../errors/problem.js'
import { isTrap } from '../errors/trap.js'
import { disposeKey, record, type Exports } from '../exports.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { CommandInstance, CommandOptions, RunInstances } from '../instance-types.js'
import { exportsOf } from './instance-exports.js'
import type { CoreFunction } from '../guest/core-function.js'
import { memoryOf, type GuestInstance } from '../guest/instance.js'
import { freshInstance } from './fresh-instance.js'
import type { Instance } from './instance.js'
import { instantiate } from './instantiate.js'
import type { Program, ProgramSpec } from './program.js'
import { waiterOf } from './waiter.js'

/** Adds `run.instantiate` to a command, whose further exports belong to the instances that it makes. */
export const instances = (program: Program, spec: ProgramSpec): RunInstances<Exports> => ({
  async instantiate(args?: readonly string[], options?: CommandOptions): Promise<CommandInstance<Exports>> {
    const argv = [spec.name, ...resolveArgs(args)]
    const { start = true, ...others } = options ?? {}
    if (typeof start !== 'boolean') throw badOption("option 'start'", start, 'true or false')
    if ('args' in others) throw badOption("option 'args'", others.args, 'left out', 'Pass arguments as the first parameter.')
    const { async, resolved } = resolveInstance(others)
    if (async !== undefined) return waiterOf(async).command(program, spec, argv, resolved, start)
    refuseStreams(resolved, 'run.instantiate()')
    const { instance, code } = await freshInstance(program, spec, argv, resolved)
    return commandInstance(spec, instance, code, start, (made) => exportsOf(made, spec.start, instance.enter))
  },
})

/** Starts an instance of a command. `entries` are the exports of the guest, and `more` further members, as users get them. */
export const commandInstance = async (
  spec: ProgramSpec,
  instance: Instance,
  code: readonly WebAssembly.Module[],
  start: boolean,
  entries: (made: GuestInstance) => readonly [string, unknown][],
  more?: object,
): Promise<CommandInstance<Exports>> => {
  const { context } = instance
  let exited = false
  const made = await instance.start(async () => {
    const guest = await keep(spec, instance, code)
    if (start) exited = await begin(guest, context)
    return guest
  })
  const exitCode = start ? (context.exitCode ?? 0) : undefined
  // After success the functions stay callable, and a later exit has to be noticed. The host refuses a component that has exited.
  if (exitCode || (exited && spec.component)) instance.dispose(`It exited with code ${exitCode}.`)
  else context.exitCode = undefined
  return Object.freeze({
    exitCode,
    exports: Object.freeze(record(entries(made).filter(([name]) => name !== '_start'))),
    memory: memoryOf(made.exports),
    [disposeKey()]: () => instance.dispose(),
    ...more,
  }) as unknown as CommandInstance<Exports>
}

/** Makes an instance that has not run. */
const keep = (spec: ProgramSpec, { context, enter }: Instance, code: readonly WebAssembly.Module[]) => {
  const { keep: link } = spec.kept ?? spec.component ?? {}
  const component = link && { ...spec.component!, instantiate: link }
  return instantiate(component ? { ...spec, component } : spec, context, code, true, enter, ['_initialize'])
}

/** Runs the main function, and returns whether it has exited. The trap with which it is left then is not an error. */
const begin = async (
  { exports: { _start }, begin: component, suspends = false }: GuestInstance,
  context: RunContext,
): Promise<boolean> => {
  try {
    if (component) context.exitCode ??= await component()
    else {
      const main = _start as CoreFunction
      await (context.command?.promising(main, suspends) ?? main)()
    }
    return false
  } catch (error) {
    if (context.failure || context.exitCode === undefined || !isTrap(error)) throw error
    return true
  }
}
