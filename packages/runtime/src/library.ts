import { resolveOptions } from './options.js'
import type { Platform } from './platform.js'
import { problem } from './problem.js'
import { explain, instantiate, makeProgram, type Enter, type Exports, type ProgramSpec } from './program.js'
import { HostState } from './state.js'
import { guestFrames, isTrap } from './trap.js'
import type { Instantiate, LoadOptions, RunOptions } from './types.js'

type Callable = (...args: unknown[]) => unknown

/** A RangeError may also be the glue's own, which makes numbers and strings of what it is given. */
const wasEntered = (error: unknown): boolean => !(error instanceof RangeError) || guestFrames(error, true).length > 0

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
      const enter: Enter = (call) => {
        if (dead)
          throw problem(`${name} was called after its end`, 'it trapped or exited in an earlier call', 'make a fresh instance')
        try {
          return call()
        } catch (error) {
          // An argument of the wrong type: the library was not even entered.
          if (started && !state.failure && !(isTrap(error) && wasEntered(error))) throw error
          dead = true
          state.end()
          if (state.failure) throw state.failure.error
          throw (
            explain(spec, state, error, '', '') ??
            problem(`${name} exited with code ${state.exitCode}`, 'a library that exits is gone', 'make a fresh instance', error)
          )
        }
      }

      const failed = (error: unknown): never =>
        enter(() => {
          throw error
        })
      const guest = await Promise.resolve(enter(() => instantiate(spec, state, code, ['_initialize'], true))).catch(failed)
      started = true
      if (spec.component?.guarded) return spec.component.guarded(guest, enter)
      const guarded = (value: unknown): unknown =>
        typeof value === 'function' ? (...args: unknown[]) => enter(() => (value as Callable)(...args)) : value
      return Object.freeze(
        Object.fromEntries(
          Object.entries(guest)
            .filter(([key]) => key !== '_initialize' && key !== spec.start)
            .map(([key, value]) => [key, guarded(value)]),
        ),
      )
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
