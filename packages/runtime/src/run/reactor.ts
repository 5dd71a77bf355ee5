import { resolveOptions } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { guestFrames, isTrap } from '../errors/trap.js'
import { instanceOf, type Exports } from '../exports.js'
import type { Enter } from '../guest/instance.js'
import type { Platform } from '../platform/platform.js'
import type { Instantiate, LoadOptions, RunOptions } from '../types.js'
import { explain } from './explain.js'
import { instantiate, makeProgram, type ProgramSpec } from './program.js'

type Callable = (...args: unknown[]) => unknown

/**
 * Whether `error` unwound the library. A TypeError may come of an argument of the wrong type, before it was entered; and a RangeError
 * may be the glue's own, which makes numbers and strings of what it is given.
 */
const unwound = (error: unknown): boolean =>
  (isTrap(error) && !(error instanceof RangeError)) || guestFrames(error, true).length > 0

/** What instances hold that are not used any more: nobody tells us that one is done with. */
const unused = /* @__PURE__ */ new FinalizationRegistry<RunContext>((context) => {
  try {
    context.end()
  } catch {
    // Nobody is left to be told.
  }
})

/** Makes `library` for a platform. */
export const makeReactor =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Instantiate<Exports> => {
    const { name } = spec
    const program = makeProgram(makePlatform, spec)

    const fresh = async (options?: RunOptions): Promise<Exports> => {
      const resolved = resolveOptions({ stdout: 'inherit', stderr: 'inherit', ...options })
      const code = await program.load()
      // Its functions are called from JavaScript and answer at once: nothing may suspend them.
      const context = new RunContext([name], resolved, program.platform(), false)
      let started = false
      const life = { over: false }
      unused.register(life, context, life)

      /** Runs code of the library; what ends it there ends it for good. */
      const enter: Enter = (call) => {
        if (life.over)
          throw failure(
            'ENDED',
            `${name} was called after its end`,
            'it trapped, exited or reached a limit in an earlier call',
            'make a fresh instance',
          )
        try {
          return call()
        } catch (error) {
          if (started && !context.failure && !unwound(error)) throw error
          life.over = true
          unused.unregister(life)
          context.end()
          if (context.failure) throw context.failure.error
          throw (
            explain(spec, context, error, '', '') ??
            failure(
              'ENDED',
              `${name} exited with code ${context.exitCode}`,
              'a library that exits is gone',
              'make a fresh instance',
              error,
            )
          )
        }
      }

      const failed = (error: unknown): never =>
        enter(() => {
          throw error
        })
      const { exports, guarded: component } = await Promise.resolve(
        enter(() => instantiate(spec, context, code, ['_initialize'], true)),
      ).catch(failed)
      started = true
      const guarded = (value: unknown): unknown =>
        typeof value === 'function' ? (...args: unknown[]) => enter(() => (value as Callable)(...args)) : value
      return instanceOf(
        component
          ? Object.entries(component(enter))
          : Object.entries(exports)
              .filter(([key]) => key !== '_initialize' && key !== spec.start)
              .map(([key, value]) => [key, guarded(value)]),
      )
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
