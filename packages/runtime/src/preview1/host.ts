import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import { suspend, waiting } from '../guest/jspi.js'
import { bounded } from '../guest/limits.js'
import { comesLater } from '../stdio/stream-input.js'
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
   * where nothing is waited for. Output waits only if it goes to a stream.
   */
  imports(): Functions {
    const { context, functions } = this
    const {
      stdout,
      stderr,
      options: { input, stdin },
    } = context
    if (!context.async) return functions
    const names = ['poll_oneoff']
    if (stdin === 'inherit' || comesLater(input)) names.push('fd_read')
    if (stdout.drained || stderr.drained) names.push('fd_write')
    for (const name of names) {
      const code = functions[name]
      if (code) functions[name] = suspend(waiting(code, context))
    }
    return functions
  }
}
