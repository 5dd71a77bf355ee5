import type { RunContext } from '../context/run-context.js'
import type { CoreFunction } from '../guest/core-function.js'
import { inputWaits, suspend, waiting } from '../guest/jspi.js'
import type { Preview2Host } from './host.js'

// The host functions that can wait, and therefore may suspend the guest (JSPI). Streams of files never wait.
const POLLS = /\.block$|^poll$/
const READS = /\.blocking-(read|skip|splice)$/
const WRITES = /output-stream\.(blocking-)?(write|flush|splice)/

/** Whether the host function `name` can wait in this run. */
const canWait = (name: string, context: RunContext): boolean =>
  context.async && (POLLS.test(name) || (READS.test(name) && inputWaits(context)) || (WRITES.test(name) && context.outputWaits))

/** The host function `code`, which is called `name`. If it can wait in this run, it suspends the guest. */
export const suspending = (code: CoreFunction, interfaceName: string, name: string, host: Preview2Host): CoreFunction => {
  const { context, gate, waits } = host
  if (!canWait(name, context) && !(context.async && waits.has(`${interfaceName} ${name}`))) return code
  return suspend(gate.waiting(waiting(code, context)))
}
