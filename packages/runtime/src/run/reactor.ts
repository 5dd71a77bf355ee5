import { resolveInstance } from '../context/options.js'
import { instanceOf, type Exports } from '../exports.js'
import type { Platform } from '../platform/platform.js'
import { refuseStreams } from '../stdio/stream-output.js'
import type { InstanceOptions, Instantiate } from '../instance-types.js'
import type { LoadOptions } from '../types.js'
import { memoryOf } from '../guest/instance.js'
import { exportsOf } from './instance-exports.js'
import { freshInstance } from './fresh-instance.js'
import { instantiate } from './instantiate.js'
import { makeProgram, type ProgramSpec } from './program.js'
import { waiterOf } from './waiter.js'

/** Makes `reactor` for a platform. */
export const makeReactor =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Instantiate<Exports> => {
    const program = makeProgram(makePlatform, spec)

    const fresh = async (options?: InstanceOptions): Promise<Exports> => {
      const { args, async, resolved } = resolveInstance(options)
      const argv = [spec.name, ...args]
      if (async !== undefined) return waiterOf(async).library(program, spec, argv, resolved)
      refuseStreams(resolved, 'instantiate()')
      const { instance, code } = await freshInstance(program, spec, argv, resolved)
      const made = await instance.start(() => instantiate(spec, instance.context, code, true, instance.enter))
      return instanceOf(exportsOf(made, spec.start, instance.enter), memoryOf(made.exports), () => instance.dispose())
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
