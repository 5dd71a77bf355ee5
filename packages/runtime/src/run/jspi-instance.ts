import type { ResolvedOptions } from '../context/options.js'
import { asyncDisposeKey, instanceOf } from '../exports.js'
import { commandContext } from '../guest/command-context.js'
import { memoryOf, type GuestInstance } from '../guest/instance.js'
import { hasJspi, promising } from '../guest/jspi.js'
import type { CoreFunction } from '../guest/core-function.js'
import type { Jspi } from '../instance-types.js'
import { cantWait } from './cant-wait.js'
import { commandInstance } from './command-instance.js'
import { freshInstance } from './fresh-instance.js'
import { ownExports } from './instance-exports.js'
import { instantiate } from './instantiate.js'
import type { Program, ProgramSpec } from './program.js'
import { makeQueue } from './queue.js'
import type { Waiter } from './waiter.js'

/** Makes an instance that has not started yet, and what users get of it. `call` is what they called. */
const waitingInstance = async (
  program: Program,
  spec: ProgramSpec,
  argv: readonly string[],
  resolved: ResolvedOptions,
  call: string,
) => {
  if (spec.component || program.platform().suspends === false || !hasJspi())
    throw cantWait(spec.name, `${call} with the option 'async'`, "leave out 'async'")
  const { instance, code } = await freshInstance(program, spec, argv, resolved, commandContext)
  const { stdout, stderr } = instance.context
  const queue = makeQueue()
  return {
    instance,
    code,
    entries: ({ exports, suspends = false }: GuestInstance): [string, unknown][] =>
      ownExports(exports, spec.start).map(([name, value]) => {
        if (typeof value !== 'function') return [name, value]
        const code = promising(value as CoreFunction, suspends)
        return [name, (...args: unknown[]) => queue(() => instance.start(() => code(...args)))]
      }),
    more: {
      async [asyncDisposeKey()]() {
        instance.dispose()
        await queue(async () => {
          await Promise.all([stdout.flushed?.(), stderr.flushed?.()])
        })
      },
    },
  }
}

const waiter: Waiter = {
  async library(program, spec, argv, resolved) {
    const { instance, code, entries, more } = await waitingInstance(program, spec, argv, resolved, 'instantiate()')
    const made = await instance.start(() => instantiate(spec, instance.context, code, true, instance.enter))
    return instanceOf(entries(made), memoryOf(made.exports), () => instance.dispose(), more)
  },
  async command(program, spec, argv, resolved, start) {
    const { instance, code, entries, more } = await waitingInstance(program, spec, argv, resolved, 'run.instantiate()')
    return commandInstance(spec, instance, code, start, entries, more)
  },
}

/**
 * The value of the option `async` of `instantiate()`. It contains what only instances that wait need, and is an import of the user's,
 * so that bundlers leave that out of all other programs.
 */
export const jspi: Jspi = waiter
