import { chain, type ComponentLink } from '../program.js'
import { entry, makeInstance, suspend } from '../link.js'
import type { Realloc } from './abi.js'
import type { CoreFunction } from './contract.js'
import { ComponentHost } from './host.js'

/** Something that a component's instantiation makes: an export of a core instance, an import that it lowers, or a resource's drop. */
export type Item =
  | readonly [instance: number, name: string]
  | { readonly lower: readonly [face: string, name: string]; readonly memory?: Item; readonly realloc?: Item }
  | { readonly drop: string }

/** What makes the next core instance: a module and the instances that it imports, or a selection of items by name. */
export type Step =
  | { readonly module: number; readonly imports: Readonly<Record<string, number>> }
  | { readonly items: Readonly<Record<string, Item>> }

/** How to make an instance of a command: read from the component by core (`read/link-plan.ts`). */
export interface LinkPlan {
  /** Where its core modules lie in the file: [start, end) in bytes. */
  readonly modules: readonly (readonly [start: number, end: number])[]
  readonly steps: readonly Step[]
  /** The core function of `wasi:cli/run`: 0 when it succeeded, 1 when it failed. */
  readonly run: Item
}

// The host functions that can wait, and so the only ones that may suspend the guest (JSPI): no output of ours ever waits.
const WAITS = /\.blocking-(read|skip|splice)$|\.block$|^poll$/

/** A component that is a command, without its glue: between guest and host lie wasm frames only. */
export const component = ({ modules: ranges, steps, run }: LinkPlan): ComponentLink => ({
  ranges,
  instantiate(state, modules, waits) {
    const host = new ComponentHost(state)
    const instances: WebAssembly.Exports[] = []
    const resolve = (item: Item): unknown => {
      if ('drop' in item) return host.drop(item.drop)
      if (!('lower' in item)) return instances[item[0]]![item[1]]
      const [face, name] = item.lower
      const code = host.lower(face, name, {
        memory: item.memory && (resolve(item.memory) as WebAssembly.Memory),
        realloc: item.realloc && (resolve(item.realloc) as Realloc),
      })
      return state.async && WAITS.test(name) ? suspend(code) : code
    }
    // Whole instances: a promise would take exports with a `then` among them for a promise.
    const make = (step: Step): WebAssembly.Instance | Promise<WebAssembly.Instance> => {
      if ('items' in step) {
        const exports = Object.fromEntries(
          Object.entries(step.items).map(([name, item]) => [name, resolve(item)]),
        ) as WebAssembly.Exports
        return { exports }
      }
      const imports = Object.fromEntries(Object.entries(step.imports).map(([name, index]) => [name, instances[index]!]))
      return makeInstance(modules[step.module]!, imports as WebAssembly.Imports, state, waits)
    }
    let made: unknown
    for (const step of steps) made = chain(made, () => chain(make(step), ({ exports }) => void instances.push(exports)))
    return chain(made, () => {
      const status = entry(resolve(run) as CoreFunction, state)() as number | Promise<number>
      return chain(status, (failed) => {
        state.exitCode ??= failed
        return { exports: {} }
      })
    })
  },
})
