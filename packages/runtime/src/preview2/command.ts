import { problem } from '../errors/problem.js'
import type { CoreFunction } from '../guest/core-function.js'
import { chain, makeInstance, type ComponentLink } from '../guest/instance.js'
import { promising, suspend, waiting } from '../guest/jspi.js'
import { trapBecause } from '../errors/trap.js'
import type { Realloc } from './abi.js'
import { compileRanges, type Range } from './core-modules.js'
import { Preview2Host } from './host.js'

/** Something that a component's instantiation makes: an export of a core instance, an import that it lowers, or a resource's drop. */
export type Item =
  | readonly [instance: number, name: string]
  | { readonly lower: readonly [interfaceName: string, name: string]; readonly memory?: Item; readonly realloc?: Item }
  /** `interfaceName` is the interface that defines the resource, without version. */
  | { readonly drop: readonly [interfaceName: string, resource: string] }

/** What makes the next core instance: a module and the instances that it imports, or a selection of items by name. */
export type Step =
  | { readonly module: number; readonly imports: Readonly<Record<string, number>> }
  | { readonly items: Readonly<Record<string, Item>> }

/** How to make an instance of a command: read from the component by core (`link/component.ts`). */
export interface LinkPlan {
  /** Where its core modules lie in the file: [start, end) in bytes. */
  readonly modules: readonly Range[]
  readonly steps: readonly Step[]
  /** The core function of `wasi:cli/run`: 0 when it succeeded, 1 when it failed. */
  readonly run: Item
}

// The host functions that can wait, and so the only ones that may suspend the guest (JSPI): output waits only if it goes to a stream.
const WAITS = /\.blocking-(read|skip|splice)$|\.block$|^poll$/
const WRITES = /output-stream\.(blocking-)?(write|flush|splice)/

/** What core modules import from: names in it are the guest's, so nothing is inherited. */
const dictionary = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> => {
  const all = Object.create(null) as Record<string, T>
  for (const [name, value] of entries) all[name] = value
  return all
}

const misfit = (why: string, cause?: unknown): Error =>
  problem("the component can't be linked", why, 'build it again: a component that is valid links', cause)

// How JavaScript answers to an import that is missing or of another type, when a module is instantiated and when it is called.
const linking = (error: unknown): never => {
  throw error instanceof TypeError ? misfit(error.message, error) : error
}

/** `act`, whose TypeErrors say that the component does not fit. */
const fitting = <T>(act: () => T | Promise<T>): T | Promise<T> => {
  try {
    const made = act()
    return made instanceof Promise ? made.catch(linking) : made
  } catch (error) {
    return linking(error)
  }
}

/** A component that is a command, without its glue: between guest and host lie wasm frames only. */
export const component = ({ modules: ranges, steps, run }: LinkPlan): ComponentLink => ({
  compile: compileRanges(ranges),
  instantiate(context, modules, waits) {
    const host = new Preview2Host(context)
    const instances: WebAssembly.Exports[] = []
    const resolve = (item: Item): unknown => {
      if ('drop' in item) return host.drop(...item.drop)
      if ('lower' in item) {
        const [interfaceName, name] = item.lower
        const memory = item.memory && resolve(item.memory)
        const realloc = item.realloc && resolve(item.realloc)
        if (memory !== undefined && !(memory instanceof WebAssembly.Memory))
          throw misfit('something else is where a memory must be')
        if (realloc !== undefined && typeof realloc !== 'function') throw misfit('something else is where a function must be')
        const code = host.lower(interfaceName, name, { memory, realloc: realloc as Realloc | undefined })
        const waits = WAITS.test(name) || ((context.stdout.drained || context.stderr.drained) && WRITES.test(name))
        return context.async && waits ? suspend(host.gate.waiting(waiting(code, context))) : code
      }
      const [instance, name] = item
      const found: unknown = instances[instance]?.[name]
      return found ?? linking(misfit(`core instance ${instance} has no export ${JSON.stringify(name)}`))
    }
    // Whole instances: a promise would take exports with a `then` among them for a promise.
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
      if (typeof code !== 'function') throw misfit('what it runs is no function')
      host.gate.running = true
      return promising(code as CoreFunction, context)() as number | Promise<number>
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
        // `result`: its two cases are all that there are.
        if (failed !== 0 && failed !== 1) trapBecause(`run returned case ${Number(failed) >>> 0} of a result`)
        context.exitCode ??= failed
        return { exports: {} }
      }),
    )
  },
})
