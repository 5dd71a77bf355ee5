import type { CommandContext } from '../context/run-context.js'
import { streamOutput } from '../stdio/stream-output.js'
import { promising, suspend, waiting } from './jspi.js'

/** What a run needs that may wait. */
export const commandContext: CommandContext = {
  streamOutput,
  suspend: (code, context) => suspend(waiting(code, context)),
  promising,
}
