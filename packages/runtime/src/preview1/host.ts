import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import { suspend, waiting } from '../guest/jspi.js'
import { bounded } from '../guest/limits.js'
import { comesLater } from '../stdio/stream-input.js'
import { DescriptorTable } from './descriptor-table.js'
import { GuestMemory } from './guest-memory.js'
import { standard } from './open-stdio.js'

/** The preview1 functions by name. */
export type Functions = Record<string, CoreFunction>

/**
 * Adds some of the preview1 functions to the host of a run. The first part makes the host. An emitted module names the parts with
 * functions that its guest imports, so a bundle that needs none, like one with only components, has no preview1 host.
 */
export type HostPart = (context: RunContext, host?: Preview1Host) => Preview1Host

/** The part that consists of `functions`. */
export const part =
  (functions: (host: Preview1Host) => Functions): HostPart =>
  (context, host = new Preview1Host(context)) => {
    for (const [name, code] of Object.entries(functions(host))) host.functions[name] = bounded(code, context)
    return host
  }

/** The preview1 host of one run: the guest's memory, its descriptors, and the functions that use them. */
export class Preview1Host {
  readonly memory = new GuestMemory()
  readonly table: DescriptorTable
  /** Has no prototype, so that an import called `constructor` does not find Object's. */
  readonly functions = Object.create(null) as Functions
  /** The names of the functions that may suspend the guest. `imports` fills it. */
  readonly waiting: string[] = []

  constructor(readonly context: RunContext) {
    this.table = new DescriptorTable(context.options.maxHandles, ...standard(context))
    context.atEnd(() => this.table.clear())
  }

  /**
   * The functions as the guest imports them. Only those that can wait in this run suspend the guest, because suspension takes
   * time even if there is nothing to wait for. Output waits only if it goes to a stream.
   */
  imports(): Functions {
    const { context, functions } = this
    const { input, stdin } = context.options
    if (!context.async) return functions
    const names = ['poll_oneoff']
    if (stdin === 'inherit' || comesLater(input)) names.push('fd_read')
    if (context.outputWaits) names.push('fd_write')
    for (const name of names) {
      const code = functions[name]
      if (!code) continue
      functions[name] = suspend(waiting(code, context))
      this.waiting.push(name)
    }
    return functions
  }
}
