import { makeCancel, unlessEnded } from './cancel.js'
import { instanceOf, type Exports } from './exports.js'
import { Instance } from './instance.js'
import { resolveInstance } from './options.js'
import type { Platform } from './platform.js'
import { instantiate, makeProgram, type ProgramSpec } from './program.js'
import { HostState } from './state.js'
import { refuseStreams } from './stdio/stream-output.js'
import type { InstanceOptions, Instantiate, LoadOptions } from './types.js'

type Callable = (...args: unknown[]) => unknown

/** Makes `library` for a platform. */
export const makeLibrary =
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
        // Its functions are called from JavaScript and answer at once: nothing may suspend them.
        instance = new Instance(spec, new HostState([spec.name, ...args], resolved, program.platform(), false, cancel))
      } catch (error) {
        cancel?.end()
        throw error
      }
      const { exports, guarded: component } = await instance.start(() =>
        instantiate(spec, instance.state, code, ['_initialize'], true),
      )
      const { enter } = instance
      const guarded = (value: unknown): unknown =>
        typeof value === 'function' ? (...values: unknown[]) => enter(() => (value as Callable)(...values)) : value
      return instanceOf(
        component
          ? Object.entries(component(enter))
          : Object.entries(exports)
              .filter(([key]) => key !== '_initialize' && key !== spec.start)
              .map(([key, value]) => [key, guarded(value)]),
        exports['memory'] instanceof WebAssembly.Memory ? exports['memory'] : undefined,
        () => instance.dispose(),
      )
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
