import { failure } from '../errors/problem.js'
import { hasJspi } from '../guest/jspi.js'

/** The error for a program that can't wait on this thread without blocking it. `call` needs that. */
export const cantWait = (name: string, call: string, fix: string): Error =>
  failure(
    'UNSUPPORTED_MODE',
    `${call} can't run ${name} on this thread`,
    hasJspi()
      ? 'JavaScript between the program and WASI (glue) keeps JSPI from suspending it.'
      : 'This engine has no JSPI (`WebAssembly.Suspending`), so a program that waits would block the thread.',
    `Import the program with \`?component&worker\`, or ${fix}.`,
  )
