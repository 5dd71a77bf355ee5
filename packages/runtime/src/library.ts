import { resolveOptions } from './options.js'
import type { Platform } from './platform.js'
import { problem } from './problem.js'
import { explain, instantiate, makeProgram, type ProgramSpec } from './program.js'
import { HostState } from './state.js'
import { isTrap } from './trap.js'
import type { Instantiate, LoadOptions, RunOptions } from './types.js'

type Exports = Record<string, unknown>
type Callable = (...args: unknown[]) => unknown

/** Makes `library` for a platform. */
export const makeLibrary =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Instantiate<Exports> => {
    const { name } = spec
    const program = makeProgram(makePlatform, spec)

    const fresh = async (options?: RunOptions): Promise<Exports> => {
      const resolved = resolveOptions({ stdout: 'inherit', stderr: 'inherit', ...options })
      const code = await program.load()
      // Its functions are called from JavaScript and answer at once: nothing may suspend them.
      const state = new HostState([name], resolved, program.platform(), false)
      let started = false
      let dead = false

      /** Runs code of the library; what ends it there ends it for good. */
      const enter = <T>(call: () => T): T => {
        if (dead)
          throw problem(`${name} was called after its end`, 'it trapped or exited in an earlier call', 'make a fresh instance')
        try {
          return call()
        } catch (error) {
          // An argument that is no number: the library was not even entered.
          if (started && !state.failure && !isTrap(error)) throw error
          dead = true
          state.end()
          if (state.failure) throw state.failure.error
          throw (
            explain(name, state, error, '', '') ??
            problem(`${name} exited with code ${state.exitCode}`, 'a library that exits is gone', 'make a fresh instance', error)
          )
        }
      }

      const { instance, finish } = enter(() => instantiate(spec, state, code, true))
      const guest = await instance
      enter(() => finish(guest))
      started = true
      const entries = Object.entries(guest.exports).filter(([key]) => key !== '_initialize')
      return Object.freeze(
        Object.fromEntries(
          entries.map(([key, value]) => [
            key,
            typeof value === 'function' ? (...args: unknown[]) => enter(() => (value as Callable)(...args)) : value,
          ]),
        ),
      )
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
