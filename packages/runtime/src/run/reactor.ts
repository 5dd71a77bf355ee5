import { makeCancel, unlessEnded } from '../context/cancel.js'
import { resolveInstance } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { instanceOf, type Exports } from '../exports.js'
import type { Platform } from '../platform/platform.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { InstanceOptions, Instantiate } from '../instance-types.js'
import type { LoadOptions } from '../types.js'
import { exportsOf, memoryOf } from './instance-exports.js'
import { Instance } from './instance.js'
import { instantiate, makeProgram, type ProgramSpec } from './program.js'

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
      const made = await instance.start(() => instantiate(spec, instance.context, code, true))
      return instanceOf(exportsOf(made, spec.start, instance.enter), memoryOf(made), () => instance.dispose())
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
