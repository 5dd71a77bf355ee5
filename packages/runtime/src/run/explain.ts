import type { RunContext } from '../context/run-context.js'
import { failure } from '../errors/problem.js'
import { guestFrames, isTrap, WasiTrapError } from '../errors/trap.js'
import type { ProgramSpec } from './program.js'

/**
 * The error to throw for what came out of a guest, or undefined if it is just the trap that ends a guest which exited.
 * `stdout` and `stderr`: what was captured.
 */
export const explain = <Output extends string | Uint8Array>(
  { name, component }: ProgramSpec,
  context: RunContext,
  error: unknown,
  stdout: Output,
  stderr: Output,
): unknown => {
  if (error instanceof WebAssembly.LinkError) {
    return failure(
      'MISMATCH',
      `${name} does not fit the code that links it: ${error.message}`,
      'the files are of different builds',
      'build and deploy again, all files together',
      error,
    )
  }
  // Chromium's words for a limit of 8 MB, which only synchronous instantiation meets.
  if (error instanceof RangeError && error.message.includes('main thread')) {
    return failure(
      'UNSUPPORTED_MODE',
      `run.sync() can't start ${name} here`,
      error.message,
      'use `await run()`, or a worker',
      error,
    )
  }
  if (!isTrap(error)) return error
  return context.exitCode === undefined
    ? new WasiTrapError(name, error, stdout, stderr, guestFrames(error, component !== undefined))
    : undefined
}
