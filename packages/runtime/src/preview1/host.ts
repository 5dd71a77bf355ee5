import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import { bounded } from '../guest/limits.js'
import { DescriptorTable } from './descriptor-table.js'
import { GuestMemory } from './guest-memory.js'
import { standard } from './open-stdio.js'

/** The preview1 functions by name. */
export type Functions = Record<string, CoreFunction>

/**
 * Adds preview1 functions to the host of a run. The first part makes the host. An emitted module names the part of each function
 * that its guest imports, so bundlers leave out all others. A bundle that needs none, like one with only components, has no
 * preview1 host.
 */
export type HostPart = (context: RunContext, host?: Preview1Host) => Preview1Host

/** Makes a function for a run. */
export type Maker = (table: DescriptorTable, memory: GuestMemory, context: RunContext) => CoreFunction

/** The part that serves the function `name`. `waits` says whether the function may wait in a run. The default is never. */
export const serve =
  (name: string, make: Maker, waits?: (context: RunContext) => boolean): HostPart =>
  (context, host = new Preview1Host(context)) => {
    host.functions[name] = bounded(make(host.table, host.memory, context), context)
    if (waits?.(context)) host.waiting.push(name)
    return host
  }

/** The preview1 host of one run: the guest's memory, its descriptors, and the functions that use them. */
export class Preview1Host {
  readonly memory = new GuestMemory()
  readonly table: DescriptorTable
  /** Has no prototype, so that an import called `constructor` does not find Object's. */
  readonly functions = Object.create(null) as Functions
  /** The names of the functions that may wait. */
  readonly waiting: string[] = []

  constructor(readonly context: RunContext) {
    this.table = new DescriptorTable(standard(context))
  }

  /**
   * The functions as the guest imports them. Only those that can wait in this run suspend the guest, because suspension takes
   * time even if there is nothing to wait for.
   */
  imports(): Functions {
    const { context, functions } = this
    if (context.async) for (const name of this.waiting) functions[name] = context.command!.suspend(functions[name]!, context)
    return functions
  }
}
