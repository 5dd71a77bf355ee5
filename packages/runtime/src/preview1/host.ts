import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import { suspend } from '../guest/jspi.js'
import { bounded } from '../guest/limits.js'
import { DescriptorTable } from './descriptor-table.js'
import { GuestMemory } from './guest-memory.js'
import { standard } from './open-stdio.js'

/** Preview1 functions by name. */
export type Functions = Record<string, CoreFunction>

/**
 * Adds a share of the preview1 functions to the host of a run, which the first part makes. An emitted module names the parts that its
 * guest imports functions of, so a bundle without any, as that of a component, has no preview1 host.
 */
export type HostPart = (context: RunContext, host?: Preview1Host) => Preview1Host

/** The part that consists of `functions`. */
export const part =
  (functions: (host: Preview1Host) => Functions): HostPart =>
  (context, host = new Preview1Host(context)) => {
    for (const [name, code] of Object.entries(functions(host))) host.functions[name] = bounded(code, context)
    return host
  }

/** The preview1 host of one run: the guest's memory, what it has open, and the functions over both. */
export class Preview1Host {
  readonly memory = new GuestMemory()
  readonly table: DescriptorTable
  /** Without a prototype: an import of the guest's called `constructor` must not find Object's. */
  readonly functions = Object.create(null) as Functions

  constructor(readonly context: RunContext) {
    this.table = new DescriptorTable(context.options.maxHandles, ...standard(context))
    context.atEnd(() => this.table.clear())
  }

  /**
   * The functions as the guest imports them. Those that can wait in this run suspend the guest, and no others: to suspend costs, even
   * where nothing is waited for. Output never waits.
   */
  imports(): Functions {
    const { functions } = this
    const { async, options } = this.context
    if (async) {
      const { stdin } = options
      const waits = stdin === 'inherit' || (typeof stdin === 'object' && Symbol.asyncIterator in stdin)
      for (const name of waits ? ['poll_oneoff', 'fd_read'] : ['poll_oneoff']) {
        const code = functions[name]
        if (code) functions[name] = suspend(code)
      }
    }
    return functions
  }
}
