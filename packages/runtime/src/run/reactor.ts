import { makeCancel, unlessEnded } from '../context/cancel.js'
import { resolveInstance } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { instanceOf, type Exports } from '../exports.js'
import type { Enter, GuestInstance } from '../guest/instance.js'
import type { Platform } from '../platform/platform.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { InstanceOptions, Instantiate, LoadOptions } from '../types.js'
import { Instance } from './instance.js'
import { instantiate, makeProgram, type ProgramSpec } from './program.js'

type Callable = (...args: unknown[]) => unknown

/** The exports of an instance as users get them. Each function runs through `enter`. */
const exportsOf = ({ exports, guarded }: GuestInstance, start: string | undefined, enter: Enter): [string, unknown][] => {
  if (guarded) return Object.entries(guarded(enter))
  return Object.entries(exports)
    .filter(([name]) => name !== '_initialize' && name !== start)
    .map(([name, value]) => [
      name,
      typeof value === 'function' ? (...args: unknown[]) => enter(() => (value as Callable)(...args)) : value,
    ])
}

const memoryOf = ({ exports: { memory } }: GuestInstance): WebAssembly.Memory | undefined =>
  memory instanceof WebAssembly.Memory ? memory : undefined

/** Makes `reactor` for a platform. */
export const makeReactor =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Instantiate<Exports> => {
    const program = makeProgram(makePlatform, spec)

    const fresh = async (options?: InstanceOptions): Promise<Exports> => {
      const { args, resolved } = resolveInstance(options)
      refuseStreams(resolved, 'instantiate()')
      const cancel = makeCancel(spec.name, resolved)
      let instance: Instance
      let code
      try {
        code = await unlessEnded(program.load(), cancel)
        // Callers of its functions expect a result at once, so nothing may suspend them.
        instance = new Instance(spec, new RunContext([spec.name, ...args], resolved, program.platform(), false, cancel))
      } catch (error) {
        cancel?.end()
        throw error
      }
      const made = await instance.start(() => instantiate(spec, instance.context, code, ['_initialize'], true))
      return instanceOf(exportsOf(made, spec.start, instance.enter), memoryOf(made), () => instance.dispose())
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
