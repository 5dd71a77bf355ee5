import { makeInput } from '../stdio/input.js'
import type { InputStream } from '../stdio/streams.js'
import type { RunContext } from './run-context.js'

/**
 * Opens the guest's standard input for the rest of the run. Only the parts of a host that read call this, so that bundlers leave
 * out the code for input if the guest never reads.
 */
export const openInput = (context: RunContext): InputStream => {
  const { options, platform } = context
  const stream = options.stdin === 'inherit' ? platform.stdin(context) : makeInput(options.input, context)
  context.streams.push({ end: () => stream.close?.() })
  return stream
}
