import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { isTrap, WasiTrapError, type Frames } from '../errors/trap.js'
import type { ProgramSpec } from './program.js'

/**
 * The error to throw for `error`, which a guest threw. Undefined for the trap that only ends a guest after its exit. `stdout`
 * and `stderr` are the captured output. `frames` reads the guest's functions from the stack of `error`.
 */
export const explain = <Output extends string | Uint8Array>(
  { name, component }: ProgramSpec,
  context: RunContext,
  error: unknown,
  stdout: Output,
  stderr: Output,
  frames: Frames | undefined,
): unknown => {
  if (error instanceof WebAssembly.LinkError) {
    return failure(
      'MISMATCH',
      `${name} does not match the code that links it: ${error.message}`,
      'The files come from different builds.',
      'Rebuild, and deploy all files together.',
      error,
    )
  }
  // This is how Chromium reports its limit of 8 MB for synchronous instantiation.
  if (error instanceof RangeError && error.message.includes('main thread')) {
    return failure(
      'UNSUPPORTED_MODE',
      `run.sync() can't start ${name} here`,
      error.message,
      'Use `await run()`, or a worker.',
      error,
    )
  }
  if (!isTrap(error)) return error
  return context.exitCode === undefined
    ? new WasiTrapError(name, error, stdout, stderr, frames?.(error, component !== undefined) ?? [])
    : undefined
}
