/** Why a run failed, for programs: `error.code`. */
export type RunErrorCode =
  /** The guest trapped: a `WasiTrapError`. */
  | 'TRAP'
  /** It printed more than `maxOutput`, or more than a string can hold; or a function of a typed component returned too much. */
  | 'OUTPUT_LIMIT'
  /** It has more memory than `maxMemory`. */
  | 'MEMORY_LIMIT'
  /** It has more resources open than `maxHandles`, or too many of its own. */
  | 'HANDLE_LIMIT'
  /** It ran longer than `timeout`. */
  | 'TIMEOUT'
  /** Its `signal` was aborted; `cause` is the signal's reason. */
  | 'ABORTED'
  /** The library instance trapped, exited or reached a limit in an earlier call, or exits in this one. */
  | 'ENDED'
  /** The program's file did not arrive. */
  | 'LOAD'
  /** The engine can't compile the program. */
  | 'ENGINE'
  /** The program and the code that links it are of different builds. */
  | 'MISMATCH'
  /** What was asked for can't be done by this engine, this build or this way of calling. */
  | 'UNSUPPORTED_MODE'
  /** An argument or option is wrong: also a `TypeError`. */
  | 'BAD_OPTION'

// An app may hold two copies of this package (`@unwasi/runtime/node` in another bundle), so `instanceof` can't be relied on.
export const brand = /* @__PURE__ */ Symbol.for('unwasi.RunError')

/** A run that failed. What the guest printed until then comes with it. */
export class RunError<Output extends string | Uint8Array = string | Uint8Array> extends Error {
  override readonly name: string = 'RunError'
  readonly [brand] = true

  constructor(
    readonly code: RunErrorCode,
    message: string,
    /** Output captured until then, in the run's encoding; undefined where nothing was captured. */
    public stdout?: Output,
    public stderr?: Output,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
  }
}

/** Whether `error` is a RunError, of this or another copy of the package. With `code`: whether it has that code. */
export const isRunError = (error: unknown, code?: RunErrorCode): error is RunError =>
  typeof error === 'object' && error !== null && brand in error && (code === undefined || (error as RunError).code === code)
