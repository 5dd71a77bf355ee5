import { problem } from '../errors/problem.js'
import type { CoreFunction } from '../guest/core-function.js'
import { chain, makeInstance, type ComponentLink } from '../guest/instance.js'
import { promising } from '../guest/jspi.js'
import { trapBecause } from '../errors/trap.js'
import type { Realloc } from './abi.js'
import { compileRanges, type Range } from './core-modules.js'
import { refuseEarlyWait } from './gate.js'
import { suspending } from './suspending.js'
import { untraced } from './untraced.js'
import { Preview2Host } from './host.js'
import type { ComponentPart } from './part.js'

/** An item that core modules import: an export of a core instance, a lowered import of the component, or a resource's drop. */
export type Item =
  | readonly [instance: number, name: string]
  | { readonly lower: readonly [interfaceName: string, name: string]; readonly memory?: Item; readonly realloc?: Item }
  /** `interfaceName` is the interface that defines the resource, without version. */
  | { readonly drop: readonly [interfaceName: string, resource: string] }

/** How to make the next core instance: from a module and the instances that it imports, or from a selection of items by name. */
export type Step =
  | { readonly module: number; readonly imports: Readonly<Record<string, number>> }
  | { readonly items: Readonly<Record<string, Item>> }

/** How to make an instance of a command. Core reads this from the component (`link/component.ts`). */
export interface LinkPlan {
  /** Where the core modules are in the file: [start, end) in bytes. */
  readonly modules: readonly Range[]
  readonly steps: readonly Step[]
  /** The core function of `wasi:cli/run`. It returns 0 if it succeeded and 1 if it failed. */
  readonly run: Item
}

/** An object for core modules to import from. The guest chooses the names, so it has no prototype. */
const dictionary = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> => {
  const all = Object.create(null) as Record<string, T>
  for (const [name, value] of entries) all[name] = value
  return all
}

const misfit = (why: string, cause?: unknown): Error =>
  problem("the component can't be linked", why, "Rebuild it, because only invalid components can't be linked.", cause)

// JavaScript throws a TypeError for an import that is missing or has another type, when a module is instantiated or calls it.
const linking = (error: unknown): never => {
  refuseEarlyWait(error)
  throw error instanceof TypeError ? misfit(error.message, error) : error
}

/** Calls `act`. A TypeError from it means that the component can't be linked. */
const fitting = <T>(act: () => T | Promise<T>): T | Promise<T> => {
  try {
    const made = act()
    return made instanceof Promise ? made.catch(linking) : made
  } catch (error) {
    return linking(error)
  }
}

/**
 * Links a component that is a command, over a host that consists of `parts`. It needs no glue, so only wasm frames are between
 * guest and host.
 */
export const component = ({ modules: ranges, steps, run }: LinkPlan, parts: readonly ComponentPart[]): ComponentLink => ({
  untraced,
  compile: compileRanges(ranges),
  instantiate(context, modules, waits) {
    const host = new Preview2Host(context, parts)
    const instances: WebAssembly.Exports[] = []
    let suspends = false
    const resolve = (item: Item): unknown => {
      if ('drop' in item) return host.drop(...item.drop)
      if ('lower' in item) {
        const [interfaceName, name] = item.lower
        const memory = item.memory && resolve(item.memory)
        const realloc = item.realloc && resolve(item.realloc)
        if (memory !== undefined && !(memory instanceof WebAssembly.Memory))
          throw misfit('An export that must be a memory is something else.')
        if (realloc !== undefined && typeof realloc !== 'function') throw misfit('Its `realloc` is not a function.')
        const code = host.lower(interfaceName, name, { memory, realloc: realloc as Realloc | undefined })
        const linked = suspending(code, interfaceName, name, host)
        suspends ||= linked !== code
        return linked
      }
      const [instance, name] = item
      const found: unknown = instances[instance]?.[name]
      return found ?? linking(misfit(`Core instance ${instance} has no export ${JSON.stringify(name)}.`))
    }
    // These are whole instances: a promise can't resolve to exports with a `then` among them.
    const make = (step: Step): WebAssembly.Instance | Promise<WebAssembly.Instance> => {
      if ('items' in step) {
        const items = Object.entries(step.items).map(([name, item]) => [name, resolve(item)] as const)
        return { exports: dictionary(items) as WebAssembly.Exports }
      }
      const imports = dictionary(Object.entries(step.imports).map(([name, index]) => [name, instances[index]!]))
      return makeInstance(modules[step.module]!, imports, context, waits)
    }
    const status = (): number | Promise<number> => {
      const code = resolve(run)
      if (typeof code !== 'function') throw misfit('Its `run` is not a function.')
      host.gate.running = true
      return promising(code as CoreFunction, suspends)() as number | Promise<number>
    }
    let made: unknown
    for (const step of steps)
      made = chain(made, () =>
        chain(
          fitting(() => make(step)),
          ({ exports }) => void instances.push(exports),
        ),
      )
    return chain(made, () =>
      chain(fitting(status), (failed) => {
        // A `result` has two cases. Any other value traps.
        if (failed !== 0 && failed !== 1) trapBecause(`run returned invalid result ${Number(failed) >>> 0}`)
        context.exitCode ??= failed
        return { exports: {} }
      }),
    )
  },
})
