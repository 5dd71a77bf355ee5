import { resolveOptions } from '../context/options.js'
import { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { guestFrames, isTrap } from '../errors/trap.js'
import { instanceOf, type Exports } from '../exports.js'
import type { Enter, GuestInstance } from '../guest/instance.js'
import type { Platform } from '../platform/platform.js'
import type { Instantiate, LoadOptions, RunOptions } from '../types.js'
import { explain } from './explain.js'
import { instantiate, makeProgram, type ProgramSpec } from './program.js'

type Callable = (...args: unknown[]) => unknown

/**
 * Whether `error` unwound the reactor. A TypeError may come of an argument of the wrong type, before it was entered; and a RangeError
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

/** One instance of a reactor. What ends it, ends it for good. */
class Life {
  #over = false
  /** Whether it has been initialized. */
  started = false

  constructor(
    readonly spec: ProgramSpec,
    readonly context: RunContext,
  ) {
    unused.register(this, context, this)
  }

  /** Runs code of the reactor. */
  readonly enter: Enter = (call) => {
    if (this.#over)
      throw failure(
        'ENDED',
        `${this.spec.name} was called after its end`,
        'it trapped, exited or reached a limit in an earlier call',
        'make a fresh instance',
      )
    try {
      return call()
    } catch (error) {
      return this.failed(error)
    }
  }

  /** Throws what `error`, which came out of the reactor, means to the caller. */
  failed(error: unknown): never {
    const { context, spec } = this
    if (this.started && !context.failure && !unwound(error)) throw error
    this.#over = true
    unused.unregister(this)
    context.end()
    if (context.failure) throw context.failure.error
    throw (
      explain(spec, context, error, '', '') ??
      failure(
        'ENDED',
        `${spec.name} exited with code ${context.exitCode}`,
        'a library that exits is gone',
        'make a fresh instance',
        error,
      )
    )
  }
}

/** What users get of an instance: all of its functions, each of which runs by `enter`. */
const exportsOf = ({ exports, guarded }: GuestInstance, start: string | undefined, enter: Enter): [string, unknown][] => {
  if (guarded) return Object.entries(guarded(enter))
  return Object.entries(exports)
    .filter(([name]) => name !== '_initialize' && name !== start)
    .map(([name, value]) => [
      name,
      typeof value === 'function' ? (...args: unknown[]) => enter(() => (value as Callable)(...args)) : value,
    ])
}

/** Makes `library` for a platform. */
export const makeReactor =
  (makePlatform: () => Platform) =>
  (spec: ProgramSpec): Instantiate<Exports> => {
    const program = makeProgram(makePlatform, spec)

    const fresh = async (options?: RunOptions): Promise<Exports> => {
      const resolved = resolveOptions({ stdout: 'inherit', stderr: 'inherit', ...options })
      const code = await program.load()
      // Its functions are called from JavaScript and answer at once: nothing may suspend them.
      const context = new RunContext([spec.name], resolved, program.platform(), false)
      const life = new Life(spec, context)
      const instance = await Promise.resolve(life.enter(() => instantiate(spec, context, code, ['_initialize'], true))).catch(
        (error: unknown) => life.failed(error),
      )
      life.started = true
      return instanceOf(exportsOf(instance, spec.start, life.enter))
    }

    return Object.assign(fresh, {
      load: async (options?: LoadOptions) => void (await program.load(options)),
    }) as Instantiate<Exports>
  }
