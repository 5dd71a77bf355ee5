import { isRunError, RunError, type RunErrorCode } from '../errors/run-error.js'
import { WasiTrapError } from '../errors/trap.js'
import type { RemoteError } from './protocol.js'

/** An error as data that can be posted. */
export const packError = (error: unknown): RemoteError => {
  const known = error instanceof Error ? error : undefined
  const cause = known?.cause
  return {
    code: isRunError(error) ? error.code : undefined,
    name: known?.name ?? '',
    message: known?.message ?? String(error),
    stack: known?.stack,
    cause: cause === undefined ? undefined : packError(cause),
    guestStack: error instanceof WasiTrapError ? error.guestStack : [],
    exitCode: known && 'exitCode' in known ? (known.exitCode as number) : undefined,
    ...(known && 'payload' in known && { payload: [known.payload] }),
  }
}

/** The error that `packed` describes, with what the guest of `program` printed. */
export const unpackError = <Output extends string | Uint8Array>(
  packed: RemoteError,
  program: string,
  stdout: Output,
  stderr: Output,
): Error => {
  const { code, message, cause, guestStack, exitCode } = packed
  const because = cause && plainError(cause)
  if (code === 'TRAP') return new WasiTrapError(program, because, stdout, stderr, [...guestStack])
  if (code === undefined) return plainError(packed)
  return Object.assign(
    new RunError(code satisfies RunErrorCode, message, stdout, stderr, because),
    exitCode !== undefined && { exitCode },
  )
}

/** The error of a `result`, with the properties that glue gives it. */
class ComponentError extends Error {}

const plainError = ({ name, message, stack, cause, payload }: RemoteError): Error => {
  const kinds = [WebAssembly.RuntimeError, RangeError, TypeError, SyntaxError]
  const Kind = payload ? ComponentError : (kinds.find((kind) => kind.name === name) ?? Error)
  const error = Object.assign(new Kind(message), cause && { cause: plainError(cause) })
  // Where it was thrown says more than this place.
  return Object.defineProperties(error, {
    name: { value: name, configurable: true, writable: true },
    stack: { value: stack, configurable: true, writable: true },
    ...(payload && {
      payload: { value: payload[0], enumerable: typeof payload[0] !== 'string', configurable: true, writable: true },
    }),
  })
}
