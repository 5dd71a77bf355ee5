import { inputWaits } from '../guest/jspi.js'
import { Preview1Host, type HostPart } from './host.js'
import { openStdin } from './open-stdin.js'
import { Nonblock } from './open.js'

/**
 * The part for programs whose threads are their own, and which would all wait for a read of standard input: Go polls for input
 * and for its timers together if the descriptor is non-blocking from the start. Other programs would take EAGAIN for an error.
 */
export const polled_stdin: HostPart = (context, host = new Preview1Host(context)) => {
  // A thread that may block polls as well.
  if ((context.async || context.platform.suspends === false) && inputWaits(context)) {
    openStdin(host.table, context)
    host.table.open[0]!.flags = Nonblock
  }
  return host
}
